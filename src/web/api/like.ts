/** What narrows a list by the words typed: nothing before there are any. */
export const like = (field: string, search: string) =>
  search.trim() === ''
    ? {}
    : { [`filter.${field}.like` as const]: `%${search.trim().replaceAll(/[\\%_]/g, '\\$&')}%` }
