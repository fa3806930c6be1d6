import { describe, expect, it } from 'vitest'
import { failedAttemptsOf } from '../errors/failed-attempts.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'

/** Runs over targets each of which fails with its client, and gives what is thrown. */
const thrownBy = (clients: Readonly<Record<string, unknown>>, options: object = {}): Promise<unknown> =>
  createBalancer<unknown>({
    clock: createFakeClock(),
    strategy: failover(),
    targets: Object.entries(clients).map(([id, client]) => ({ id, client })),
  })
    .run((error) => Promise.reject(error as Error), options)
    .catch((error: unknown) => error)

describe('the failed attempts behind an error', () => {
  it('say at which target a client failed with an error of its own', async () => {
    const error = statusError(503)
    expect(await thrownBy({ a: error, b: error }, { pin: 'b', maxAttempts: 1 })).toBe(error)
    expect(failedAttemptsOf(error)).toEqual([
      { number: 1, targetId: 'b', kind: 'overloaded', status: 503, durationMs: 0, error },
    ])
  })

  it('are those of the run that threw it last', async () => {
    const error = statusError(500)
    await thrownBy({ a: error }, { maxAttempts: 1 })
    await thrownBy({ b: error }, { maxAttempts: 1 })
    expect(failedAttemptsOf(error)).toMatchObject([{ targetId: 'b' }])
  })

  it('are all of the run, also when it ends with the error of the last', async () => {
    const [down, refused] = [statusError(500), Object.assign(new Error('no'), { status: 400 })]
    expect(await thrownBy({ a: down, b: refused })).toBe(refused)
    expect(failedAttemptsOf(refused)).toMatchObject([
      { number: 1, targetId: 'a', kind: 'server', error: down },
      { number: 2, targetId: 'b', kind: 'bad-request', error: refused },
    ])
  })

  it('are those that an error of all targets lists, with their errors', async () => {
    const [one, other] = [statusError(500), statusError(502)]
    expect(failedAttemptsOf(await thrownBy({ a: one, b: other }, { maxAttempts: 2 }))).toMatchObject([
      { targetId: 'a', error: one },
      { targetId: 'b', error: other },
    ])
  })

  it('of a stream that broke after its first content say where it broke', async () => {
    const balancer = createBalancer<Error>({
      clock: createFakeClock(),
      targets: [{ id: 'a', client: statusError(500) }],
    })
    const stream = balancer.stream(async function* (error) {
      yield await Promise.resolve('one')
      throw error
    })
    await stream.next()
    const broken = await stream.next().catch((error: unknown) => error)
    expect(broken).toMatchObject({ name: 'StreamInterruptedError' })
    expect(failedAttemptsOf(broken)).toMatchObject([{ targetId: 'a', kind: 'server' }])
  })

  it('are none where none was made, and not known of what no run failed with', async () => {
    expect(failedAttemptsOf(await thrownBy({}))).toEqual([])
    const reason = new Error('enough')
    expect(await thrownBy({ a: 1 }, { signal: AbortSignal.abort(reason) })).toBe(reason)
    expect([reason, 'text', undefined, null].map(failedAttemptsOf)).toEqual(Array(4).fill(undefined))
  })
})
