import type { AttemptLog } from '../run/run-log.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import { ModelServer } from '../server/model-server.ts'
import type { ServerRequest } from '../server/server-request.ts'
import { VirtualClock } from '../time/virtual-clock.ts'

/** A call of a server under test. */
export interface TestCall {
  readonly atMs: number
  /** Gives up after so long; 0 has given up before the call. @default never */
  readonly abortAfterMs?: number
  /** @default one without tokens */
  readonly request?: ServerRequest
}

/** How a call ended, when, and with what error. */
export interface TestEnd extends Pick<AttemptLog, 'startedAt' | 'endedAt' | 'end'> {
  readonly error?: unknown
}

/** Makes calls of a server, each at its time, and gives how each ended within two minutes. */
export async function serve(
  target: Omit<SimulatedTarget, 'name'>,
  calls: readonly TestCall[],
): Promise<TestEnd[]> {
  const clock = new VirtualClock()
  const attempts: AttemptLog[] = []
  const errors = new Map<number, unknown>()
  const server = new ModelServer(
    { ...target, name: 'server' },
    { clock, log: (attempt) => attempts.push(attempt) },
  )
  for (const { atMs, abortAfterMs, request } of calls)
    clock.schedule(() => {
      const controller = new AbortController()
      const index = attempts.length
      if (abortAfterMs === 0) controller.abort('gave up')
      server.call(controller.signal, request).answered.catch((error: unknown) => errors.set(index, error))
      if (abortAfterMs !== undefined)
        clock.schedule(() => {
          controller.abort('gave up')
        }, abortAfterMs)
    }, atMs)
  await clock.advance(120_000)
  return attempts.map(({ startedAt, endedAt, end }, index) =>
    errors.has(index) ? { startedAt, endedAt, end, error: errors.get(index) } : { startedAt, endedAt, end },
  )
}
