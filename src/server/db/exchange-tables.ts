import type { ColumnType } from 'kysely'

/** What passes between people who do not share an account yet. */

export interface AddressProofTable {
  token_hash: Buffer
  email: string
  expires: ColumnType<string, string | Date | undefined, string | Date>
}

export interface ExchangeTables {
  address_proof: AddressProofTable
}
