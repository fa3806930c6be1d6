import type { StreamOptions } from '@llm-balancer/core'
import { isContentPart, ProviderError } from '@llm-balancer/provider'
import type { ChatModel, ChatResponse, Content, FinishReason, StreamPart } from '@llm-balancer/provider'
import type { ThoughtsOnly } from './call-options.ts'

/** What an answer has to have: any content, content beside thoughts, or text. */
export type Wanted = 'anything' | 'answer' | 'text'

/** What the answer of a call has to have. A simple request is for text, unless thoughts alone are to be kept. */
export function wantedOf(owner: 'request' | 'generate' | 'stream', rule: ThoughtsOnly | undefined): Wanted {
  const { [owner]: usual } = { request: 'refuse', generate: 'keep', stream: 'keep' } as const
  if ((rule ?? usual) === 'keep') return 'anything'
  return owner === 'request' ? 'text' : 'answer'
}

/** Gives an answer that has what is wanted. @throws ProviderError for any other, so that the next provider is asked */
export function checkAnswer(answer: ChatResponse, wanted: Wanted, model: ChatModel): ChatResponse {
  if (!isExcused(answer.finishReason) && !answer.content.some((part) => isWanted(part, wanted)))
    throw refused(wanted, model)
  return answer
}

/** How a stream is read for what is wanted of it. */
export type Reading = Pick<StreamOptions<StreamPart>, 'isContent' | 'isProgress' | 'needsContent'>

/** How a stream is read of which this is wanted: it commits at its first part that is, and another provider takes over without one. */
export function readingOf(wanted: Wanted): Reading {
  if (wanted === 'anything') return { isContent: isContentPart }
  return {
    isContent: (part) => isWantedPart(part, wanted),
    isProgress: isContentPart,
    needsContent: (part) => part.type === 'finish' && !isExcused(part.finishReason),
  }
}

function isWantedPart(part: StreamPart, wanted: Wanted): boolean {
  if (wanted === 'text') return part.type === 'text-delta' && part.delta !== ''
  return isContentPart(part) && !isThought(part.type)
}

function isWanted(part: Content, wanted: Wanted): boolean {
  if (wanted === 'anything') return true
  if (part.type === 'text') return part.text !== ''
  return wanted === 'answer' && !isThought(part.type)
}

function isThought(type: string): boolean {
  return type.startsWith('reasoning')
}

/** There was no room left, or the content was filtered. */
function isExcused({ unified }: FinishReason): boolean {
  return unified === 'length' || unified === 'content-filter'
}

function refused(wanted: Wanted, { provider, modelId }: ChatModel): ProviderError {
  const message = wanted === 'text' ? 'the answer has no text' : 'the answer has nothing but thoughts'
  return new ProviderError({ kind: 'invalid-response', provider, modelId, message })
}
