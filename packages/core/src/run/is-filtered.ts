import { readProperty } from '../options/read-property.ts'

/**
 * True for an answer that ended because a content filter stepped in, and has nothing in it; also for the last part of a streamed
 * one. In the words of chat models and of the AI SDK: `finishReason` (or its `unified`) is `content-filter`, and `content` is a
 * text or a list of parts.
 */
export function isFiltered(answer: unknown): boolean {
  const reason = readProperty(answer, 'finishReason')
  if ((readProperty(reason, 'unified') ?? reason) !== 'content-filter') return false
  const content = readProperty(answer, 'content')
  const length = readProperty(content, 'length') ?? 0
  for (let place = 0; place < Number(length); place += 1)
    if (readProperty(readProperty(content, place), 'text') !== '') return false
  return true
}
