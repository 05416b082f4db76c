/** Files that systems leave behind; nobody means to send them. */
const LITTER = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$|(^|\/)__MACOSX(\/|$)/i

export const isLitter = (path: string): boolean => LITTER.test(path)

/** A path from an archive as a plain relative path: nothing in it climbs up, is absolute or names a drive. */
export const safePath = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[a-z]:$/i.test(part))
    .join('/')
