/** Every text in English, by the path of its file. */
export const texts = import.meta.glob<Record<string, unknown>>('/src/web/**/locales/en.json', {
  import: 'default',
  eager: true,
})
