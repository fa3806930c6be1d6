import { isThenable } from '@llm-balancer/core/streams'
import { mustBe, readProperty } from '@llm-balancer/core/options'
import { within } from '@llm-balancer/core/time'
import { isContentPart, isFinalPart, type ChatResponse } from '@llm-balancer/provider'
import { partLists, type PartLists } from './part-lists.ts'
import { toChatResponse } from './to-chat-response.ts'
import type { WebAnswer, WebPart, WebSource, WebStream } from './web-source.ts'

/** An answer whose first content has come: a whole one, or a stream with the parts of it that were read. */
export type BegunAnswer =
  | { readonly whole: ChatResponse }
  | { readonly whole?: undefined; readonly parts: readonly WebPart[]; readonly rest: PartLists }

/**
 * Waits for an answer, and for the first content of a stream. When the signal aborts, the stream is ended.
 *
 * @throws what the call fails with; the signal's reason; TypeError for what is no answer
 */
export async function beginAnswer(
  source: WebSource,
  owner: string,
  signal: AbortSignal,
): Promise<BegunAnswer> {
  const given = typeof source === 'function' ? source(signal) : source
  const answer = isThenable(given) ? await within(given, { signal, discard: endUnread }) : given
  if (isStream(answer)) return beginStream(partLists(answer, owner), signal)
  return { whole: toChatResponse(checkAnswer('the answer', answer, owner) as WebAnswer) }
}

async function beginStream(rest: PartLists, signal: AbortSignal): Promise<BegunAnswer> {
  const parts: WebPart[] = []
  try {
    while (!parts.some(isBeginning)) {
      const { done, value } = await within(rest.next(), { signal })
      if (done === true) break
      parts.push(...value)
    }
  } catch (error) {
    endQuietly(rest)
    throw error
  }
  return { parts, rest }
}

/** Ends a stream without waiting for it: one of the caller's own may take its time. */
export function endQuietly(lists: Pick<PartLists, 'return'>): void {
  const ended = lists.return?.()
  ended?.catch(() => {})
}

/** A stream that came after its client had left. */
function endUnread(answer: WebStream | WebAnswer): void {
  if (isStream(answer)) endQuietly(partLists(answer, ''))
}

function isStream(answer: unknown): answer is WebStream {
  const isWebStream = typeof readProperty(answer, 'getReader') === 'function'
  return isWebStream || typeof readProperty(answer, Symbol.asyncIterator) === 'function'
}

const checkAnswer = mustBe('a stream, an answer of request or generate, or a promise of one', (value) => {
  const content: unknown = readProperty(value, 'content')
  return typeof content === 'string' || Array.isArray(content)
})

function isBeginning(part: WebPart): boolean {
  return part.type !== 'restart' && (isContentPart(part) || isFinalPart(part))
}
