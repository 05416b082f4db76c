import Papa from 'papaparse'

/** Somebody to be added to an account. */
export interface NewPerson {
  email: string
  first: string
  last: string
  /** The name of a role, as it was written; empty for the one that is chosen for all. */
  role: string
}

const ADDRESS = /[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+/g

/** The whole of it is one address, as far as can be seen without sending to it. */
export const isAddress = (text: string): boolean => text.replace(ADDRESS, '') === '' && text !== ''

/** How the columns are headed in English and French, and in what other systems export. */
const HEADS: Record<keyof NewPerson, RegExp> = {
  email: /^(e-?mail|mail|e-?mail address|courriel|adresse( e-?mail)?)$/i,
  first: /^(first|first ?name|given ?name|prénom|prenom)$/i,
  last: /^(last|last ?name|surname|family ?name|nom( de famille)?)$/i,
  role: /^(role|rôle)$/i,
}

/**
 * Everybody of a text, each address once: a pasted list, or a CSV file. Where its first line heads a column as the
 * address, names and roles are read as well; else the addresses are found wherever they stand.
 */
export function peopleIn(text: string): NewPerson[] {
  const { data } = Papa.parse<string[]>(text.trim(), { skipEmptyLines: 'greedy' })
  const [head = [], ...lines] = data
  const place = (key: keyof NewPerson) => head.findIndex((cell) => HEADS[key].test(cell.trim()))
  const email = place('email')
  const found =
    email < 0
      ? [...text.matchAll(ADDRESS)].map(([address]) => ({ email: address, first: '', last: '', role: '' }))
      : lines.map((line) => {
          const cell = (key: keyof NewPerson) => line[place(key)]?.trim() ?? ''
          return { email: cell('email'), first: cell('first'), last: cell('last'), role: cell('role') }
        })
  const people = new Map<string, NewPerson>()
  for (const person of found) {
    const address = person.email.toLowerCase()
    if (address !== '' && !people.has(address)) people.set(address, { ...person, email: address })
  }
  return [...people.values()]
}
