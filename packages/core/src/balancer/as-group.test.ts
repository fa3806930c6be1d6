import { describe, expect, it } from 'vitest'
import type { Balancer } from '../contracts/balancer.ts'
import type { CallFacts } from '../contracts/call.ts'
import type { Guard, Permit } from '../contracts/guard.ts'
import { groupOf, type Group } from '../targets/group.ts'
import { callFacts } from '../testing/call-facts.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'
import { GuardLog } from './test/scene.ts'

const clock = createFakeClock()
const now = clock.now()
const small = callFacts({ inputTokens: 10 })
const large = callFacts({ inputTokens: 200 })

type Made = { readonly balancer: Balancer<string>; readonly group: Group<string> }
type Setup = { readonly guard?: Guard; readonly contextWindow?: number }

/** A balancer over targets `a`, `b`, …, and the group that it is to another one. */
const made = (...targets: readonly Setup[]): Made => {
  const balancer = createBalancer<string>({
    clock,
    targets: targets.map(({ guard, ...settings }, place) => ({
      id: 'abc'.charAt(place),
      client: 'client',
      ...settings,
      ...(guard === undefined ? {} : { guards: [guard] }),
    })),
  })
  const group = groupOf<string>(balancer)
  if (group === undefined) throw new Error('a balancer is a group')
  return { balancer, group }
}

const blocked = (ms: number): GuardLog => {
  const guard = new GuardLog()
  guard.blockedUntil = now + ms
  return guard
}

/** Refuses large calls for a while, and takes small ones. */
const choosy: Guard = {
  name: 'choosy',
  availableAt: (at: number, { inputTokens }: CallFacts) => (inputTokens > 100 ? at + 700 : at),
  acquire: (): Permit => ({ release: () => {} }),
}

/** An open circuit that may be tried. */
const open = (): Guard => ({
  name: 'circuit-open',
  availableAt: () => now + 30_000,
  acquire: () => null,
  onChange: () => () => {},
  trial: () => ({ release: () => {} }),
})

describe('a group is available', () => {
  it('now, when one of its targets takes the call now', () => {
    expect(made({}, {}).group.availableAt(now, small)).toBe(now)
    expect(made({ guard: blocked(400) }, {}).group.availableAt(now, small)).toBe(now)
    expect(made({ contextWindow: 100 }, {}).group.availableAt(now, large)).toBe(now)
  })

  it('now, when the first of its targets refuses this call alone', () => {
    const { group } = made({ guard: choosy }, {})
    expect(group.availableAt(now, large)).toBe(now)
  })

  it('now, when the first of its targets turns out to be blocked', () => {
    const guard = new GuardLog()
    const { group } = made({ guard }, {}, {})
    guard.blockedUntil = now + 400
    expect(group.availableAt(now, small)).toBe(now)
  })

  it('when the first blocked target comes back that the call fits into', () => {
    const { group } = made(
      { guard: blocked(400), contextWindow: 100 },
      { guard: blocked(900) },
      { guard: blocked(1200) },
    )
    expect(group.availableAt(now, small)).toBe(now + 400)
    expect(group.availableAt(now, large)).toBe(now + 900)
    expect(group.guardedUntil(now, large)).toBe(now + 900)
  })

  it('never for a call that fits into none of its targets', () => {
    const { group } = made({ contextWindow: 100 }, { guard: blocked(400), contextWindow: 100 })
    expect(group.availableAt(now, large)).toBe(Infinity)
  })

  it('never once it is closed', async () => {
    const { balancer, group } = made({})
    await balancer.close()
    expect(group.availableAt(now, small)).toBe(Infinity)
    expect(group.guardedUntil(now, small)).toBe(Infinity)
  })
})

describe('a group may be tried', () => {
  it('now, when the circuit of one of its targets may be', () => {
    expect(made({ guard: open() }, { guard: blocked(400) }).group.trialAt(now, small)).toBe(now)
  })

  it('never, when no blocked target has a circuit that may be, or the call fits into none that has', () => {
    expect(made({ guard: blocked(400) }).group.trialAt(now, small)).toBe(Infinity)
    expect(made({}).group.trialAt(now, small)).toBe(Infinity)
    const { group } = made({ guard: open(), contextWindow: 100 })
    expect(group.trialAt(now, large)).toBe(Infinity)
    expect(group.trialAt(now, small)).toBe(now)
  })

  it('a quarter of a second after its last trial', async () => {
    const { balancer, group } = made({ guard: open() }, { guard: open() })
    const failing = balancer.run(() => Promise.reject(new Error('down')), { maxAttempts: 1 })
    await expect(failing).rejects.toThrow('down')
    expect(group.trialAt(now, small)).toBe(now + 250)
  })

  it('no sooner because a call that was no trial has been served', async () => {
    const { balancer, group } = made({ guard: open() }, {})
    const failing = balancer.run(() => Promise.reject(new Error('down')), { pin: 'a', maxAttempts: 1 })
    await expect(failing).rejects.toThrow('down')
    expect(await balancer.run(() => Promise.resolve('served'))).toBe('served')
    expect(group.trialAt(now, small)).toBe(now + 250)
  })

  it('never once it is closed', async () => {
    const { balancer, group } = made({ guard: open() })
    await balancer.close()
    expect(group.trialAt(now, small)).toBe(Infinity)
  })
})

it('a group is silent while a guard inside blocks that does not say when that changes', () => {
  expect(made({ guard: open() }).group.isSilent).toBe(false)
  expect(made({ guard: blocked(400) }).group.isSilent).toBe(true)
})
