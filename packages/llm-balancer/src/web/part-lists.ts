import { batchesOf } from '@llm-balancer/core/streams'
import { readProperty } from '@llm-balancer/core/options'
import { unknownUsage, type ChatResponse, type FinishPart, type StreamPart } from '@llm-balancer/provider'
import { emitAnswer } from '@llm-balancer/provider/answers'
import type { LLMResponse } from '../requests/llm-request.ts'
import { toChatResponse } from './to-chat-response.ts'
import type { WebPart, WebStream } from './web-source.ts'

/** Lists of the parts of an answer, in order. */
export type PartLists = AsyncIterator<readonly WebPart[], void, undefined>

/** The parts of a stream; pieces of text become those of one text. It ends with a finish, whatever the stream does. @throws TypeError for no stream */
export function partLists(stream: WebStream, owner: string): PartLists {
  const lists = batchesOf<WebPart | string>(stream as AsyncIterable<WebPart | string>, owner)
  const texts = new TextParts()
  let isFinished = false
  return {
    async next() {
      const result = await lists.next()
      if (result.done !== true) {
        const parts = result.value.flatMap((part): readonly WebPart[] =>
          typeof part === 'string' ? texts.add(part) : [part],
        )
        isFinished ||= parts.some(({ type }) => type === 'finish')
        return { done: false, value: parts }
      }
      if (isFinished) return { done: true, value: undefined }
      isFinished = true
      return { done: false, value: [...texts.end(), await finishOf(stream)] }
    },
    async return() {
      await lists.return?.()
      return { done: true, value: undefined }
    },
  }
}

/** The parts of a whole answer, as its stream would have had them. */
export function partsOfAnswer(answer: ChatResponse): readonly StreamPart[] {
  const parts: StreamPart[] = []
  emitAnswer(answer, (part) => parts.push(part))
  return parts
}

/** Pieces of text as the parts of one text. */
class TextParts {
  #hasBegun = false

  add(delta: string): readonly StreamPart[] {
    if (delta === '') return []
    const start: readonly StreamPart[] = this.#hasBegun ? [] : [{ type: 'text-start', id: '0' }]
    this.#hasBegun = true
    return [...start, { type: 'text-delta', id: '0', delta }]
  }

  end(): readonly StreamPart[] {
    return this.#hasBegun ? [{ type: 'text-end', id: '0' }] : []
  }
}

/** Why a text ended and what it used, where its stream tells. */
async function finishOf(stream: WebStream): Promise<FinishPart> {
  const response = (await readProperty(stream, 'response')) as LLMResponse | undefined
  if (typeof response?.content !== 'string')
    return { type: 'finish', finishReason: { unified: 'stop', raw: undefined }, usage: unknownUsage }
  const { finishReason, usage } = toChatResponse(response)
  return { type: 'finish', finishReason, usage }
}
