import type { LanguageModelV4StreamPart, LanguageModelV4StreamResult } from '@ai-sdk/provider'
import type { AttemptRecord, BalancedStream } from '@llm-balancer/core'
import { isContentPart, isFinalPart } from '@llm-balancer/provider'
import type { FinishPart, RequestInfo, StreamPart, Warning } from '@llm-balancer/provider'
import { toTrail } from '@llm-balancer/provider/balanced'

/** How a balanced answer is read. */
export interface AnswerSettings {
  /** Has ended the call when it is aborted. */
  readonly signal: AbortSignal
  /** Aborts the signal: the reader has left. */
  readonly leave: () => void
  /** Makes the AI SDK's error of a failure. */
  readonly toError: (error: unknown, records: readonly AttemptRecord[]) => unknown
}

/** The parts before an answer's first content. */
type Head = {
  readonly parts: readonly StreamPart[]
  readonly warnings: readonly Warning[]
  readonly request: RequestInfo | undefined
  readonly headers: Record<string, string> | undefined
}

/**
 * Waits for an answer's first content and gives the rest as the AI SDK reads it: pulled part by part, closed upstream as
 * soon as the reader leaves. @throws what the call fails with before that
 */
export async function readAnswer(
  answer: BalancedStream<StreamPart>,
  settings: AnswerSettings,
): Promise<LanguageModelV4StreamResult> {
  const head = await readHead(answer)
  const parts = partsOf(answer, head, settings)
  const stream = new ReadableStream<LanguageModelV4StreamPart>(
    {
      async pull(controller) {
        const { done, value } = await parts.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        settings.leave()
        // Some runs notice an abort only when their next part is read.
        await answer.next().catch(() => {})
      },
    },
    // Nothing is read ahead of the reader.
    { highWaterMark: 0 },
  )
  return {
    stream,
    ...(head.request === undefined ? {} : { request: head.request }),
    ...(head.headers === undefined ? {} : { response: { headers: head.headers } }),
  }
}

/** The balancer holds these parts until there is content: reading them waits for nothing else. */
async function readHead(answer: BalancedStream<StreamPart>): Promise<Head> {
  const parts: StreamPart[] = []
  const warnings: Warning[] = []
  let request: RequestInfo | undefined
  let headers: Record<string, string> | undefined
  for (;;) {
    const { done, value: part } = await answer.next()
    if (done === true) break
    if (part.type === 'stream-start') {
      warnings.push(...part.warnings)
      request = part.request
    } else parts.push(part)
    if (part.type === 'response-metadata') headers = { ...headers, ...part.headers }
    if (isContentPart(part) || isFinalPart(part)) break
  }
  return { parts, warnings, request, headers }
}

async function* partsOf(
  answer: BalancedStream<StreamPart>,
  head: Head,
  { signal, toError }: AnswerSettings,
): AsyncGenerator<LanguageModelV4StreamPart, void, undefined> {
  yield { type: 'stream-start', warnings: [...head.warnings] }
  let finish: FinishPart | undefined
  try {
    for await (const part of follow(head.parts, answer, signal)) {
      if (part.type === 'finish') finish = part
      else if (part.type !== 'stream-start') yield part
    }
  } catch (error) {
    signal.throwIfAborted()
    yield { type: 'error', error: toError(error, answer.attempts) }
  }
  // Only when the stream has ended, the record of its last attempt is complete.
  if (finish === undefined) return
  yield {
    ...finish,
    providerMetadata: { ...finish.providerMetadata, llmBalancer: toTrail(answer.attempts) },
  }
}

async function* follow(
  head: readonly StreamPart[],
  answer: BalancedStream<StreamPart>,
  signal: AbortSignal,
): AsyncGenerator<StreamPart, void, undefined> {
  for (const part of head) {
    signal.throwIfAborted()
    yield part
  }
  yield* answer
}
