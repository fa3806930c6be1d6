import { fieldsOf, recordsOf } from './read-body.ts'
import type { Refusal, SentBack } from './wire-format.ts'

/**
 * What a Responses request sends back: the answer that it continues, references, and whole items. Reasoning counts by its encrypted
 * content, and without that by its id.
 */
export function sentBack(body: unknown): SentBack[] {
  const { previous_response_id: previous, input } = fieldsOf(body)
  const items = recordsOf(input)
  const continued: SentBack[] =
    typeof previous === 'string' ? [{ type: 'id', id: previous, refusal: unknownAnswer(previous) }] : []
  return [...continued, ...items.flatMap((item, place) => ofItem(item, items[place + 1]))]
}

type Item = Readonly<Record<string, unknown>>

function ofItem(item: Item, next: Item | undefined): SentBack[] {
  const { type, id, encrypted_content: sealed } = item
  if (typeof id !== 'string') return []
  if (type === 'item_reference') return [{ type: 'id', id, refusal: unknownItem(id) }]
  if (type !== 'reasoning') return [{ type: 'whole', id, refusal: withoutReasoning(id, type) }]
  if (next === undefined || next['role'] === 'user') return [{ type: 'id', id: '', refusal: withoutNext(id) }]
  if (typeof sealed !== 'string') return [{ type: 'id', id, refusal: unknownItem(id) }]
  return [{ type: 'seal', seal: sealed, of: id, refusal: unreadable(id) }]
}

function unknownAnswer(id: string): Refusal {
  return () => ({
    message: `Previous response with id '${id}' not found.`,
    code: 'previous_response_not_found',
    param: 'previous_response_id',
  })
}

function unknownItem(id: string): Refusal {
  const advice =
    'Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from your input.'
  return () => ({
    status: 404,
    message: `Item with id '${id}' not found. ${advice}`,
    code: null,
    param: 'input',
  })
}

const flaws: Readonly<Record<string, string>> = {
  unreadable: 'Encrypted content could not be decrypted or parsed.',
  'another account': 'Encrypted content organization_id did not match the target organization.',
  'another item': 'Encrypted content item_id did not match the target item id.',
}

function unreadable(id: string): Refusal {
  return (flaw = 'unreadable') => ({
    message: `The encrypted content for item ${id} could not be verified. Reason: ${flaws[flaw]}`,
    code: 'invalid_encrypted_content',
    param: null,
  })
}

function withoutReasoning(id: string, type: unknown = 'message'): Refusal {
  return (needed = '') => ({
    message: `Item '${id}' of type '${String(type)}' was provided without its required 'reasoning' item: '${needed}'.`,
    code: null,
    param: 'input',
  })
}

function withoutNext(id: string): Refusal {
  return () => ({
    message: `Item '${id}' of type 'reasoning' was provided without its required following item.`,
    code: null,
    param: 'input',
  })
}
