import { describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { AllTargetsFailedError, NoTargetAvailableError } from '../errors/run-errors.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { scriptedClient, statusError, type ScriptedClient, type Step } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'
import { GuardLog } from './test/scene.ts'

const call = (client: ScriptedClient, attempt: Attempt) => client.call(attempt)
const coded = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code }) })

function scene(scripts: Readonly<Record<string, readonly Step[]>>, guards: readonly GuardLog[] = []) {
  const clock = createFakeClock()
  const balancer = createBalancer<ScriptedClient>({
    clock,
    strategy: failover(),
    targets: Object.entries(scripts).map(([id, steps]) => ({
      id,
      client: scriptedClient(id, ...steps),
      guards,
    })),
  })
  const errorOf = async (options?: Parameters<typeof balancer.run>[1]) =>
    balancer.run(call, options).then(
      () => undefined,
      (error: unknown) => error,
    )
  return { balancer, clock, errorOf }
}

describe('the last failure of a target', () => {
  it('is its latest one, with kind, status and time, until the next', async () => {
    const { balancer, clock, errorOf } = scene({
      a: [{ fail: statusError(500) }, { give: 'fine' }, { fail: coded('ECONNRESET') }],
    })
    expect(balancer.snapshot().targets[0]).not.toHaveProperty('lastFailure')
    await errorOf({ maxAttempts: 1 })
    const at = clock.now()
    expect(balancer.snapshot().targets[0]?.lastFailure).toEqual({ kind: 'server', status: 500, at })
    await clock.advance(10)
    await errorOf({ maxAttempts: 1 })
    expect(balancer.snapshot().targets[0]?.lastFailure).toEqual({ kind: 'server', status: 500, at })
    await errorOf({ maxAttempts: 1 })
    expect(balancer.snapshot().targets[0]?.lastFailure).toEqual({ kind: 'network', at: at + 10 })
  })

  it("is absent when the failure was the caller's fault", async () => {
    const { balancer, errorOf } = scene({ a: [{ fail: statusError(400) }] })
    await errorOf()
    expect(balancer.snapshot().targets[0]).not.toHaveProperty('lastFailure')
  })
})

describe('the error of a run', () => {
  it('names the code of the system for each attempt, in its message and in its fields', async () => {
    const { errorOf } = scene({ a: [{ fail: coded('ECONNREFUSED') }], b: [{ fail: statusError(503) }] })
    const error = await errorOf({ maxAttempts: 2 })
    expect(error).toBeInstanceOf(AllTargetsFailedError)
    const { message, attempts } = error as AllTargetsFailedError
    expect(message).toContain('(a: network ECONNREFUSED; b: overloaded 503)')
    expect(attempts.map(({ code }) => code)).toEqual(['ECONNREFUSED', undefined])
  })

  it('says when to come back where that is known', async () => {
    const guard = new GuardLog()
    const { clock, errorOf } = scene({ a: [] }, [guard])
    guard.blockedUntil = clock.now() + 1500.4
    const error = (await errorOf()) as NoTargetAvailableError
    expect(error).toBeInstanceOf(NoTargetAvailableError)
    expect(error.message).toBe('balancer: no target may take the call now (a: log), try again in 1501 ms')
    expect(error.retryAfterMs).toBeCloseTo(1500.4)
  })

  it.each([
    ['only another event can tell', Infinity],
    ['it would be at once', 0],
  ])('does not when %s', async (_, blockedMs) => {
    const guard = new GuardLog()
    const { clock, errorOf } = scene({ a: [] }, [guard])
    if (blockedMs === 0) guard.refuses = true
    else guard.blockedUntil = clock.now() + blockedMs
    const error = (await errorOf()) as NoTargetAvailableError
    expect(error).toBeInstanceOf(NoTargetAvailableError)
    expect(error).not.toHaveProperty('retryAfterMs')
    expect(error.message).not.toContain('try again')
  })

  it('says of a balancer without targets what to do', async () => {
    const { balancer, errorOf } = scene({})
    const error = (await errorOf()) as NoTargetAvailableError
    expect(error).toBeInstanceOf(NoTargetAvailableError)
    expect(error.message).toBe('balancer: has no targets; add one')
    expect(error.considered).toEqual([])
    const stream = balancer.stream((client, attempt) => client.stream(attempt))
    await expect(stream.next()).rejects.toThrow('has no targets; add one')
    balancer.addTarget({ id: 'a', client: scriptedClient('a') })
    await expect(balancer.run(call)).resolves.toBe('from a')
    await balancer.removeTarget('a')
    await expect(balancer.run(call)).rejects.toThrow('has no targets; add one')
  })
})
