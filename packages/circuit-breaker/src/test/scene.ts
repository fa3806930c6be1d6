import { createFakeClock, type FakeClock } from '@llm-balancer/core/testing'
import type { CircuitBreaker, CircuitEvent, CircuitPermit, CircuitVerdict } from '../index.ts'
import type { CreateBreaker } from './engines.ts'

/** A breaker on a fake clock, and its events. */
export interface Scene {
  readonly clock: FakeClock
  readonly breaker: CircuitBreaker
  readonly events: CircuitEvent[]
  /** Makes `times` calls with this verdict, one after another. */
  readonly end: (verdict: CircuitVerdict, times?: number) => void
  /** A permit for one call; fails the test when there is none. */
  readonly permit: () => CircuitPermit
}

/** Sets a scene; the breaker opens at 3 failures, for 1 s, and closes after 2 probes. */
export function setScene(create: CreateBreaker, options: Parameters<CreateBreaker>[0] = {}): Scene {
  const clock = createFakeClock()
  const breaker = create({
    failureThreshold: 3,
    resetTimeoutMs: 1000,
    resetJitterRatio: 0,
    successThreshold: 2,
    timeoutMs: 100,
    clock,
    ...options,
  })
  const events: CircuitEvent[] = []
  breaker.on('*', (event) => events.push(event))
  const permit = (): CircuitPermit => {
    const given = breaker.acquire()
    if (given === null) throw new Error(`no permit while ${breaker.state}`)
    return given
  }
  const end = (verdict: CircuitVerdict, times = 1): void => {
    for (let time = 0; time < times; time += 1) permit().release(verdict)
  }
  return { clock, breaker, events, permit, end }
}

/** A scene whose circuit is open and whose open time is over. */
export async function setDueScene(
  create: CreateBreaker,
  options?: Parameters<CreateBreaker>[0],
): Promise<Scene> {
  const scene = setScene(create, options)
  scene.end('failure', 3)
  await scene.clock.advance(1000)
  return scene
}

/** A call that is never answered. */
export const hangs = (): Promise<never> => new Promise(() => undefined)

/** What a promise is rejected with; fails the test when it is not. */
export const rejects = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('should have been rejected')
    },
    (error: unknown) => error,
  )
