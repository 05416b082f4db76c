/** Every text in French, by the path of its file. */
export const texts = import.meta.glob<Record<string, unknown>>('/src/web/**/locales/fr.json', {
  import: 'default',
  eager: true,
})
