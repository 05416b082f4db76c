const ADDRESS = /[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+/g

/** Every e-mail address of a text, once: a pasted list, or a CSV file whichever column they stand in. */
export const addressesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(ADDRESS)].map(([address]) => address.toLowerCase())),
]
