import { asRecord, asRecords, asText } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { Mark } from '@llm-balancer/provider/balanced'
import type { IncomingRequest } from '../bridged-request.ts'
import { marksOfBlock, marksOfCall, marksOfDetails, marksOfItem, marksOfPart } from './marks-of-piece.ts'

/** Whether a target may be sent a mark. */
export type MayUse = (mark: Mark) => boolean

/** What stands in the place of a signature of Gemini's that its model cannot check. */
const unsigned = 'skip_thought_signature_validator'

/** The body of a request without what its target cannot use of earlier answers. */
export function usableBody(
  { format, pathname, body }: IncomingRequest,
  mayUse: MayUse,
): JsonRecord | undefined {
  if (body === undefined) return undefined
  if (format === 'anthropic') return usableMessages(body, mayUse)
  if (format === 'google') return usableContents(body, mayUse)
  if (format !== 'openai') return body
  return /^\/responses\b/.test(pathname) ? usableInput(body, mayUse) : usableChat(body, mayUse)
}

/** What a request sends back of earlier answers, oldest first. */
export function marksSentBack(request: IncomingRequest): Mark[] {
  const marks: Mark[] = []
  usableBody(request, (mark) => {
    marks.push(mark)
    return true
  })
  return marks
}

/** Items that are as good without their ids, which only their own account checks. */
const whole = /^(message|(function|custom_tool)_call(_output)?)$/

function usableInput(body: JsonRecord, mayUse: MayUse): JsonRecord {
  const { input } = body
  if (!Array.isArray(input)) return body
  const items = asRecords(input).flatMap((item): JsonRecord[] => {
    const { id: _, ...rest } = item
    if (isUsable(marksOfItem(item), mayUse)) return [item]
    // What only its issuer can read, and what is only named, is nothing to others.
    if (!whole.test(asText(item['type'] ?? 'message'))) return isReadable(item) ? [item] : []
    return [rest]
  })
  return { ...body, input: items }
}

/** True for an item of another kind that stands for itself: a search, a call of a remote tool. */
function isReadable({ type, encrypted_content: sealed }: JsonRecord): boolean {
  return typeof sealed !== 'string' && type !== 'reasoning' && type !== 'item_reference'
}

function usableMessages(body: JsonRecord, mayUse: MayUse): JsonRecord {
  const messages = asRecords(body['messages']).flatMap((message): JsonRecord[] => {
    const { role, content } = message
    if (role !== 'assistant' || !Array.isArray(content)) return [message]
    const left = asRecords(content).filter((block) => isUsable(marksOfBlock(block), mayUse))
    if (left.length === content.length) return [message]
    return left.length === 0 ? [] : [{ ...message, content: left }]
  })
  const usable = { ...body, messages }
  const isUnthought = asRecord(body['thinking'])['type'] === 'enabled' && callsWithoutThoughts(messages)
  return isUnthought ? { ...usable, thinking: { type: 'disabled' } } : usable
}

/** True when the last answer calls tools without thoughts before: the API would not go on thinking. */
function callsWithoutThoughts(messages: readonly JsonRecord[]): boolean {
  const blocks = asRecords(messages.findLast(({ role }) => role === 'assistant')?.['content'])
  return blocks.some(({ type }) => type === 'tool_use') && !asText(blocks[0]?.['type']).endsWith('thinking')
}

function usableContents(body: JsonRecord, mayUse: MayUse): JsonRecord {
  const contents = asRecords(body['contents']).map((turn) => {
    const parts = asRecords(turn['parts'])
    if (parts.every((part) => isUsable(marksOfPart(part), mayUse))) return turn
    return {
      ...turn,
      parts: parts.map((part) => (isUsable(marksOfPart(part), mayUse) ? part : unsignedPart(part))),
    }
  })
  return { ...body, contents }
}

/** The API takes calls only with a signature, or with the word that stands for none. */
function unsignedPart({ thoughtSignature: _, ...part }: JsonRecord): JsonRecord {
  return part['functionCall'] === undefined ? part : { ...part, thoughtSignature: unsigned }
}

function usableChat(body: JsonRecord, mayUse: MayUse): JsonRecord {
  const messages = asRecords(body['messages']).map((message) => {
    const { reasoning_details: _, ...rest } = message
    const left = isUsable(marksOfDetails(message), mayUse) ? message : rest
    const calls = asRecords(message['tool_calls'])
    if (calls.every((call) => isUsable(marksOfCall(call), mayUse))) return left
    return {
      ...left,
      tool_calls: calls.map((call) => (isUsable(marksOfCall(call), mayUse) ? call : unsignedCall(call))),
    }
  })
  return { ...body, messages }
}

function unsignedCall(call: JsonRecord): JsonRecord {
  const extra = asRecord(call['extra_content'])
  const google = { ...asRecord(extra['google']), thought_signature: unsigned }
  return { ...call, extra_content: { ...extra, google } }
}

function isUsable(marks: readonly Mark[], mayUse: MayUse): boolean {
  // All of them are asked about: a visitor may collect them.
  return marks.filter(mayUse).length === marks.length
}
