/** What the tests share. Not part of the package. */
import {
  createBalancer,
  failover,
  type Attempt,
  type Balancer,
  type BalancerOptions,
} from '@llm-balancer/core'
import type { BalancerSnapshot, LimitReport, TokenUsage } from '@llm-balancer/core'
import { createFakeClock, type FakeClock } from '@llm-balancer/core/testing'
import type { ObservedBalancer, ObservedEvent } from '../contracts/observed-balancer.ts'

/** How a target answers one call. */
export type Step = {
  /** @default 0 */
  readonly takesMs?: number
  /** Time to the first content of a stream. @default 0 */
  readonly firstMs?: number
  readonly fail?: Error
  readonly usage?: TokenUsage
  readonly limits?: readonly LimitReport[]
}

/** A target that follows a script, and then answers at once. */
export class Client {
  readonly steps: Step[]
  readonly #clock: FakeClock

  constructor(clock: FakeClock, steps: readonly Step[]) {
    this.#clock = clock
    this.steps = [...steps]
  }

  /** Makes a plain call. */
  async call(attempt: Attempt): Promise<string> {
    const { takesMs = 0, ...step } = this.steps.shift() ?? {}
    await this.#wait(takesMs, attempt.signal)
    report(attempt, step)
    if (step.fail !== undefined) throw step.fail
    return 'answer'
  }

  /** Makes a streaming call. */
  async *stream(attempt: Attempt): AsyncGenerator<string, void, undefined> {
    const { firstMs = 0, takesMs = 0, ...step } = this.steps.shift() ?? {}
    await this.#wait(firstMs, attempt.signal)
    yield 'first'
    await this.#wait(takesMs - firstMs, attempt.signal)
    report(attempt, step)
    if (step.fail !== undefined) throw step.fail
    yield 'last'
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    if (ms <= 0) return
    await new Promise<void>((resolve, reject) => {
      const cancel = this.#clock.schedule(resolve, ms)
      signal.addEventListener('abort', () => {
        cancel()
        reject(signal.reason as Error)
      })
    })
  }
}

function report(attempt: Attempt, { usage, limits }: Pick<Step, 'usage' | 'limits'>): void {
  attempt.report({ ...(usage === undefined ? {} : { usage }), ...(limits === undefined ? {} : { limits }) })
}

/** An error as SDKs throw it. */
export const status = (code: number, headers: Readonly<Record<string, string>> = {}): Error =>
  Object.assign(new Error(`status ${String(code)}`), { status: code, headers })

/** A balancer over targets that follow scripts, tried in their order. */
export type Scene = {
  readonly clock: FakeClock
  readonly balancer: Balancer<Client>
  readonly call: (client: Client, attempt: Attempt) => Promise<string>
  /** Lets time pass until `work` has settled. */
  readonly drive: <Value>(work: Promise<Value>) => Promise<Value | Error>
}

export function setScene(
  scripts: Readonly<Record<string, readonly Step[]>>,
  options: Partial<BalancerOptions<Client>> = {},
): Scene {
  const clock = createFakeClock()
  const balancer = createBalancer<Client>({
    clock,
    random: () => 0.5,
    strategy: failover(),
    targets: Object.entries(scripts).map(([id, steps]) => ({ id, client: new Client(clock, steps) })),
    ...options,
  })
  return {
    clock,
    balancer,
    call: (client, attempt) => client.call(attempt),
    drive: (work) => drive(work, clock),
  }
}

/** Lets time pass in steps of 10 ms until `work` has settled; gives the error that it is rejected with. */
export async function drive<Value>(work: Promise<Value>, clock: FakeClock): Promise<Value | Error> {
  const state = { isSettled: false }
  const settled = work
    .catch((error: unknown) => error as Error)
    .finally(() => {
      state.isSettled = true
    })
  await clock.settle()
  for (let step = 0; !state.isSettled && step < 100_000; step += 1) await clock.advance(10)
  return settled
}

/** Reads a stream to its end. */
export async function readAll<Chunk>(stream: AsyncIterable<Chunk>): Promise<Chunk[]> {
  const chunks: Chunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

/** Something to observe whose events a test makes itself. */
export class FakeBalancer implements ObservedBalancer {
  current: BalancerSnapshot = {
    strategy: 'fake',
    runs: { started: 0, succeeded: 0, failed: 0, cancelled: 0, running: 0, waiting: 0 },
    targets: [],
    pools: [],
  }
  readonly #listeners = new Map<string, Set<(event: never) => void>>()

  /** How many listeners there are. */
  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }

  on(type: string, listener: (event: never) => void): () => void {
    const listeners = this.#listeners.get(type) ?? new Set()
    this.#listeners.set(type, listeners.add(listener))
    return () => {
      listeners.delete(listener)
    }
  }

  emit(event: ObservedEvent): void {
    for (const listener of this.#listeners.get(event.type) ?? []) listener(event as never)
  }

  snapshot(): BalancerSnapshot {
    return this.current
  }
}
