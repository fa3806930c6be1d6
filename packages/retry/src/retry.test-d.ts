import { createBalancer } from '@llm-balancer/core'
import type { IBackoff, IBackoffFactory } from 'cockatiel'
import { ExponentialBackoff, IterableBackoff } from 'cockatiel'
import { expectTypeOf } from 'vitest'
import {
  createRetryBudget,
  exponentialBackoff,
  hedge,
  hedgeStream,
  retry,
  retryStream,
  type BackoffContext,
  type BackoffSequence,
  type BackoffStep,
  type RetryBudget,
} from './index.ts'

// Results keep their type, whether or not the work is asynchronous.
expectTypeOf(retry(() => 5)).toEqualTypeOf<Promise<number>>()
expectTypeOf(retry(({ signal }) => fetch('x', { signal }))).toEqualTypeOf<Promise<Response>>()
expectTypeOf(hedge(() => Promise.resolve('a'), { delayMs: 1 })).toEqualTypeOf<Promise<string>>()

declare const words: AsyncIterable<string>
expectTypeOf(retryStream(() => words)).toExtend<AsyncIterable<string>>()
retryStream(() => words, { isContent: (word) => word.length > 0 })
hedgeStream(() => Promise.resolve(words), { delayMs: 1, isContent: (word) => word.length > 0 })
retryStream(() => new ReadableStream<string>())

// Streams are opened, not awaited values; a hedge needs its delay.
// @ts-expect-error a promise of a value is no stream
retryStream(() => Promise.resolve(5))
// @ts-expect-error delayMs is missing
void hedge(() => 5, {})
// @ts-expect-error the misspelt option does not exist
void retry(() => 5, { maxRetries: 3 })

// Settings that may be undefined may be handed on as they are.
declare const signal: AbortSignal | undefined
void retry(() => 5, { signal, deadlineMs: undefined })

// Backoffs and budgets are those of cockatiel and core.
expectTypeOf<IBackoffFactory<BackoffContext>>().toExtend<BackoffSequence>()
expectTypeOf<IBackoff<BackoffContext>>().toExtend<BackoffStep>()
for (const backoff of [
  exponentialBackoff(),
  (retries: number) => 100 * retries,
  { baseMs: 100, jitter: 'none' } as const,
  new IterableBackoff([1]),
  new ExponentialBackoff(),
])
  void retry(() => 5, { backoff })
expectTypeOf(createRetryBudget()).toEqualTypeOf<RetryBudget>()
void retry(() => 5, { budget: createRetryBudget() })
createBalancer({ targets: [], retry: { budget: createRetryBudget() } })
