import { isEmptyAnswer } from '@llm-balancer/provider'
import type { FinishReason, ProviderError } from '@llm-balancer/provider'
import type { AiSdkTarget } from './ai-sdk-target.ts'
import { failureOf } from './to-provider-error.ts'

/** The failure of an answer that came without an error: it was cut off, ended in one, or is empty. */
export function faultOf(
  target: AiSdkTarget,
  finishReason: FinishReason,
  isEmpty: boolean,
): ProviderError | undefined {
  const { unified } = finishReason
  // The AI SDK's word for a stream that ended without the vendor's finish reason.
  if (unified === 'interrupted') return failureOf(target, { kind: 'stream-interrupted' })
  if (unified === 'error')
    return failureOf(target, { kind: 'invalid-response', message: 'the answer ended in an error' })
  if (isEmpty && isEmptyAnswer({ content: [], finishReason })) return emptyAnswer(target)
  return undefined
}

/** True for the finish that models of the AI SDK give a stream which ended without the vendor's. */
export function isUnfinished({ unified, raw }: FinishReason): boolean {
  return unified === 'other' && raw === undefined
}

/** The failure of a tool call that no tool can be given. */
export function malformedCall(target: AiSdkTarget): ProviderError {
  return failureOf(target, { kind: 'invalid-response', message: 'the model wrote a malformed tool call' })
}

/** The failure of an empty answer. */
export function emptyAnswer(target: AiSdkTarget): ProviderError {
  return failureOf(target, { kind: 'invalid-response', message: 'the answer is empty' })
}
