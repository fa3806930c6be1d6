import { expectTypeOf } from 'vitest'
import { createBalancer, type Backoff, type BalancedStream } from './index.ts'
import { iteratorOf } from './streams/index.ts'

const balancer = createBalancer<string>({ targets: [] })

// A stream may be an async iterable, a web stream, or the promise of either.
declare const chunks: AsyncIterable<number>
declare const body: ReadableStream<number>
expectTypeOf(balancer.stream(() => chunks)).toEqualTypeOf<BalancedStream<number>>()
expectTypeOf(balancer.stream(() => body)).toEqualTypeOf<BalancedStream<number>>()
expectTypeOf(balancer.stream(() => Promise.resolve(body))).toEqualTypeOf<BalancedStream<number>>()

// A stream is left at the end of its block.
expectTypeOf(balancer.stream(() => chunks)).toExtend<AsyncDisposable>()
expectTypeOf(balancer.stream(() => chunks)[Symbol.asyncDispose]).returns.resolves.toBeVoid()
expectTypeOf(iteratorOf(body)).toEqualTypeOf<AsyncIterator<number>>()

// A backoff is a function, a sequence, or plain settings.
declare const sequence: Backoff
createBalancer({ targets: [], retry: { backoff: sequence } })
createBalancer({ targets: [], retry: { backoff: (retry, random) => retry * random() } })
createBalancer({ targets: [], retry: { backoff: { baseMs: 100, jitter: 'none' } } })
// @ts-expect-error decorrelated jitter has a memory: it is a sequence of @llm-balancer/retry
createBalancer({ targets: [], retry: { backoff: { jitter: 'decorrelated' } } })
