/** The one part of dcmjs that is used here: its data dictionary. */
declare module 'dcmjs' {
  interface DictionaryEntry {
    tag: string
    vr: string
    vm: string
    name: string
  }
  const dcmjs: { data: { DicomMetaDictionary: { nameMap: Record<string, DictionaryEntry> } } }
  export default dcmjs
}
