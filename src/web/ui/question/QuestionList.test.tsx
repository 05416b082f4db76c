import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { QuestionList } from './QuestionList.tsx'
import type { Question } from './question.ts'

const never = { state: null, answer: null, error: null, asked: null, user_name: null }
const when = { asked: '2026-11-29T10:00:00Z', user_name: 'Rita Okonjo' }
const questions: Question[] = [
  { question: 'which_body_part', ...never },
  { question: 'has_scanned_docs', ...never, ...when, state: 'DONE', answer: 'no' },
  { question: 'obfuscate_faces', ...never, ...when, state: 'ERROR', error: 'The AI stack answered 500' },
  { question: 'delete_duplicate_images', ...never, ...when, state: 'RUNNING' },
]
const rowOf = (name: string) => within(screen.getByRole('checkbox', { name }).closest('li') ?? document.body)

test('each question says what became of it, and one that is being asked cannot be chosen', () => {
  render(<QuestionList questions={questions} onAsk={() => Promise.resolve(undefined)} />)
  expect(rowOf('Which body part').getByText('not asked yet')).toBeTruthy()
  expect(rowOf('Has scanned docs').getByText(/^answered · Rita Okonjo/)).toBeTruthy()
  expect(rowOf('Has scanned docs').getByText('no')).toBeTruthy()
  expect(rowOf('Obfuscate faces').getByText('The AI stack answered 500')).toBeTruthy()
  expect(rowOf('Delete duplicate images').getByText(/^being asked/)).toBeTruthy()
  expect(screen.getByRole('checkbox', { name: 'Delete duplicate images' })).toHaveProperty('disabled', true)
  expect(screen.getByRole('button', { name: 'Ask' })).toHaveProperty('disabled', true)
})

test('what is chosen is asked in its order with the detail, and stays chosen when it is refused', async () => {
  const onAsk = vi.fn<(asked: string[], detail: string) => Promise<string | undefined>>()
  onAsk.mockResolvedValueOnce('Your role does not allow that.').mockResolvedValueOnce(undefined)
  render(<QuestionList questions={questions} onAsk={onAsk} />)
  for (const name of ['Obfuscate faces', 'Which body part'])
    fireEvent.click(screen.getByRole('checkbox', { name }))
  fireEvent.change(screen.getByRole('textbox', { name: 'Detail' }), { target: { value: ' slowly ' } })
  fireEvent.click(screen.getByRole('button', { name: 'Ask 2 questions' }))
  expect(await screen.findByText('Your role does not allow that.')).toBeTruthy()
  expect(onAsk).toHaveBeenLastCalledWith(['obfuscate_faces', 'which_body_part'], 'slowly')
  fireEvent.click(screen.getByRole('button', { name: 'Ask 2 questions' }))
  await waitFor(() =>
    expect(screen.getByRole('checkbox', { name: 'Which body part' })).toHaveProperty('checked', false),
  )
  expect(screen.queryByText('Your role does not allow that.')).toBe(null)
})
