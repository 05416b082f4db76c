import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReturnsOf } from '#contract/command.ts'
import { studySharePrice } from '#contract/payment.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { commandQuery } from '#web/api/query.ts'
import { type CustomfieldValues, isShown } from '#web/ui/customfield/customfield.ts'
import { keyOfRecipient, type Recipient } from './recipient.ts'

export type Price = ReturnsOf<typeof studySharePrice>

/** What sharing with a recipient costs. */
export interface RecipientPrice {
  recipient: Recipient
  /** Of the first study: what is asked and with which card is the same for all. */
  terms: Price
  /** Of every study, in the smallest unit of the currency; undefined while it is being found. */
  amount: number | undefined
}

const parametersOf = (values: CustomfieldValues): Record<`customfield-${string}`, string> =>
  Object.fromEntries(Object.entries(values).map(([uuid, value]) => [`customfield-${uuid}`, value]))

/** What the chosen recipients cost, and the agreement to pay it. */
export function usePrices(studies: readonly StudyRecord[], recipients: readonly Recipient[]) {
  const [values, setValues] = useState<Readonly<Record<string, CustomfieldValues>>>({})
  const [agreedTo, setAgreedTo] = useState<string>()
  const priceOf = (study: StudyRecord, recipient: Recipient) => ({
    // A card may have been entered on a page of its own meanwhile.
    refetchOnWindowFocus: 'always' as const,
    ...commandQuery(studySharePrice, {
      uuid: study.uuid,
      [recipient.kind]: recipient.value,
      ...parametersOf(values[keyOfRecipient(recipient)] ?? {}),
    }),
    // The amount stays while another is found for other values.
    placeholderData: (before: Price | undefined) => before,
  })
  const first = studies[0]
  const asked = useQueries({
    queries: first ? recipients.map((recipient) => priceOf(first, recipient)) : [],
  })
  const priced = recipients.filter((_, place) => asked[place]?.data?.priced === 1)
  const others = useQueries({
    queries: studies.slice(1).flatMap((study) => priced.map((recipient) => priceOf(study, recipient))),
  })
  const prices = priced.flatMap((recipient): RecipientPrice[] => {
    const own = asked[recipients.indexOf(recipient)]
    const terms = own?.data
    if (!own || !terms) return []
    const rest = others.filter((_, place) => place % priced.length === priced.indexOf(recipient))
    const answers = [own, ...rest]
    const known = answers.every(({ data, isPlaceholderData }) => data !== undefined && !isPlaceholderData)
    // One price of a session is paid once, however many studies there are.
    const amounts = answers.map(({ data }) => data?.price ?? 0)
    const once = terms.once === 1
    return [
      {
        recipient,
        terms,
        amount: known
          ? once
            ? Math.max(...amounts)
            : amounts.reduce((sum, one) => sum + one, 0)
          : undefined,
      },
    ]
  })
  const due = prices.filter(({ amount }) => amount !== 0)
  // Agreed to is what is shown: another amount is asked anew.
  const offer = JSON.stringify(due.map(({ recipient, amount }) => [keyOfRecipient(recipient), amount]))
  const agreed = agreedTo === offer
  const card = due.find(({ terms }) => terms.cc_description !== null)?.terms.cc_description ?? null
  return {
    prices,
    due,
    card,
    agreed,
    agree: (on: boolean) => setAgreedTo(on ? offer : undefined),
    valuesOf: (recipient: Recipient): CustomfieldValues => values[keyOfRecipient(recipient)] ?? {},
    change: (recipient: Recipient, uuid: string, value: string) =>
      setValues((before) => ({
        ...before,
        [keyOfRecipient(recipient)]: { ...before[keyOfRecipient(recipient)], [uuid]: value },
      })),
    /** Is every price known, agreed to, and is there a card for it? */
    settled:
      asked.every(({ isPending }) => !isPending) &&
      (due.length === 0 || (agreed && card !== null && due.every(({ amount }) => amount !== undefined))),
    /** What a share with the recipient has to say for its price. */
    parameters(study: StudyRecord, recipient: Recipient): Record<string, string | 0 | 1> {
      const place = priced.indexOf(recipient)
      if (place === -1) return {}
      const at = studies.indexOf(study)
      const terms =
        at === 0 ? asked[recipients.indexOf(recipient)]?.data : others[(at - 1) * priced.length + place]?.data
      const given = values[keyOfRecipient(recipient)] ?? {}
      const shown = (terms?.customfields ?? []).filter((field) => isShown(field, given))
      return {
        charge_authorized: 1,
        ...(terms?.charge_modality ? { charge_modality: terms.charge_modality } : {}),
        ...parametersOf(Object.fromEntries(shown.map(({ uuid }) => [uuid, given[uuid] ?? '']))),
      }
    },
  }
}
