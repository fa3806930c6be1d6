import { describe, expect, it } from 'vitest'
import type { BalancerEvent } from '../contracts/events.ts'
import type { Guard } from '../contracts/guard.ts'
import type { TargetOptions } from '../contracts/target-options.ts'
import type { TargetView } from '../contracts/target.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { Reporter } from './reporter.ts'
import { TargetList } from './target-list.ts'

const owner = {}
const times = { throttleMs: 1000, quarantineMs: 300_000, maxRetryAfterMs: 300_000 }

/** A guard that counts those who listen to it. */
function heard(name = 'heard', fault: Partial<Guard> = {}): Guard & { listeners: number; resets: number } {
  const guard = {
    name,
    listeners: 0,
    resets: 0,
    availableAt: () => 0,
    acquire: () => ({ release() {} }),
    onChange() {
      guard.listeners += 1
      return () => (guard.listeners -= 1)
    },
    reset: () => (guard.resets += 1),
    ...fault,
  }
  return guard
}

function listed(
  targets: readonly TargetOptions<string>[],
  guards?: (target: TargetView) => readonly Guard[],
) {
  const clock = createFakeClock(1000)
  const reporter = new Reporter(clock)
  const events: BalancerEvent[] = []
  reporter.on('*', (event: BalancerEvent) => events.push(event))
  const list = new TargetList<string>({ clock, reporter, guards })
  for (const target of targets) list.add(target, owner)
  const types = () => events.map(({ type }) => type)
  const available = () => list.index.select().available.map(({ id }) => id)
  return { clock, list, events, types, available }
}

const plain = (id: string, more: Partial<TargetOptions<string>> = {}): TargetOptions<string> => ({
  id,
  client: `client of ${id}`,
  ...more,
})

describe('a list of targets', () => {
  it('finds targets by their id and by what strategies see of them', () => {
    const { list } = listed([plain('a'), plain('b')])
    const a = list.find('a')
    expect(list.get('a')).toBe(a)
    expect(list.behind(a.state)).toBe(a)
    for (const other of [{}, undefined, null, 'a', { ...a.state }]) expect(list.behind(other)).toBeUndefined()
    expect([list.size, list.presentCount]).toEqual([2, 2])
  })

  it('names the nearest target for a misspelt id, and no more than ten others', () => {
    const { list } = listed(Array.from({ length: 12 }, (_, count) => plain(`openai-${count}`)))
    expect(() => list.find('opnai-3')).toThrow(/^there is no target "opnai-3", did you mean "openai-3"\?/)
    expect(() => list.find('zebra')).toThrow(
      /^there is no target "zebra"; known targets are openai-0, .*, openai-9 and 2 more$/,
    )
    expect(() => listed([]).list.find('a')).toThrow('there is no target "a"; known targets are (none)')
  })

  it('takes no second target with the same id, but one after the first was removed', async () => {
    const { list } = listed([plain('a')])
    expect(() => {
      list.add(plain('a'), owner)
    }).toThrow(new RangeError('target id "a" is taken'))
    const first = list.find('a')
    const key = first.begin(0)
    const removed = list.remove('a')
    list.add(plain('a'), owner)
    expect(list.find('a')).not.toBe(first)
    expect(list.size).toBe(2)
    first.end(key, false)
    list.attemptEnded(first, key, 0)
    await removed
    expect(list.size).toBe(1)
  })

  it('adds nothing when the settings are wrong', () => {
    const { list, types } = listed([])
    expect(() => {
      list.add({ id: 'a' } as never, owner)
    }).toThrow('target "a" needs a "client"')
    expect(() => {
      list.add(plain('a', { weight: -1 }), owner)
    }).toThrow(RangeError)
    expect(() => {
      list.add(null as never, owner)
    }).toThrow(TypeError)
    expect([list.size, types()]).toEqual([0, []])
  })

  it('gives the usual guards to targets without guards of their own', () => {
    const [own, usual] = [heard('own'), heard('usual')]
    const asked: string[] = []
    const { list } = listed(
      [plain('a', { guards: [own] }), plain('b'), plain('c', { guards: [] })],
      (target) => {
        asked.push(target.id)
        return [usual]
      },
    )
    expect(asked).toEqual(['b'])
    const names = ['a', 'b', 'c'].map((id) => list.find(id).guards.map((guard) => guard.name))
    expect(names).toEqual([['own'], ['usual'], []])
  })
})

describe('a target that is removed', () => {
  it('is no longer chosen at once, and is gone when its last attempt has ended', async () => {
    const guard = heard()
    const { list, types, available } = listed([plain('a', { guards: [guard] }), plain('b')])
    const a = list.find('a')
    const keys = [a.begin(0), a.begin(0)] as const
    let isGone = false
    const removed = list.remove('a').then((state) => {
      isGone = true
      return state
    })
    expect(available()).toEqual(['b'])
    expect([list.presentCount, list.size]).toEqual([1, 2])
    a.end(keys[0], false)
    list.attemptEnded(a, keys[0], 0)
    await Promise.resolve()
    expect(isGone).toBe(false)
    expect(guard.listeners).toBe(1)
    a.end(keys[1], false)
    list.attemptEnded(a, keys[1], 0)
    await expect(removed).resolves.toBe(a.state)
    expect(guard.listeners).toBe(0)
    expect(list.size).toBe(1)
    expect(types()).toEqual(['target-added', 'target-added', 'target-removing'])
  })

  it('cannot be removed twice', async () => {
    const { list } = listed([plain('a')])
    await list.remove('a')
    await expect(list.remove('a')).rejects.toThrow(RangeError)
  })
})

describe('targets of one pool', () => {
  it('share one key, and targets without a pool have one each', () => {
    const { list } = listed([plain('a', { pool: 'p' }), plain('b', { pool: 'p' }), plain('c'), plain('d')])
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => list.find(id))
    expect(a?.key).toBe(b?.key)
    expect(c?.key).not.toBe(d?.key)
  })

  it('are blocked together, and come back together', async () => {
    const { list, available, clock } = listed([
      plain('a', { pool: 'p' }),
      plain('b', { pool: 'p' }),
      plain('c'),
    ])
    const a = list.find('a')
    a.key.cooldown.impose({ kind: 'rate-limit', scope: 'key' }, times, clock.now())
    list.askKey(a)
    expect(available()).toEqual(['c'])
    await clock.advance(1000)
    list.index.refresh(clock.now())
    expect(available()).toEqual(['a', 'b', 'c'])
  })

  it('leave the cooldown of the pool behind when they change to another one', () => {
    const { list, available, clock } = listed([plain('a', { pool: 'p' }), plain('b', { pool: 'p' })])
    list.find('a').key.cooldown.impose({ kind: 'auth', scope: 'key' }, times, clock.now())
    list.askKey(list.find('a'))
    list.update('b', { pool: 'q' }, owner)
    expect(available()).toEqual(['b'])
    expect(list.find('b').settings.pool).toBe('q')
  })

  it('forget the cooldown with the last of them', async () => {
    const { list, available, clock } = listed([plain('a', { pool: 'p' })])
    list.find('a').key.cooldown.impose({ kind: 'auth', scope: 'key' }, times, clock.now())
    await list.remove('a')
    list.add(plain('b', { pool: 'p' }), owner)
    expect(available()).toEqual(['b'])
  })
})

describe('an update', () => {
  it('keeps the state and the settings that are not given', () => {
    const { list } = listed([
      plain('a', { weight: 2, tags: ['eu'], timeouts: { attemptMs: 5 }, maxAttempts: 4 }),
    ])
    const a = list.find('a')
    a.window.block(0, 0)
    list.update('a', { priority: 7 }, owner)
    expect(list.find('a')).toBe(a)
    expect(a.settings).toMatchObject({ weight: 2, tags: ['eu'], priority: 7 })
    expect([a.timeouts, a.maxAttempts, a.client, a.window.limit]).toEqual([
      { attemptMs: 5 },
      4,
      'client of a',
      1,
    ])
  })

  it('replaces the guards: the old ones are no longer listened to', () => {
    const [old, fresh] = [heard('old'), heard('fresh')]
    const { list } = listed([plain('a', { guards: [old] })])
    list.update('a', { guards: [fresh] }, owner)
    expect([old.listeners, fresh.listeners]).toEqual([0, 1])
    expect(list.find('a').guards.map((guard) => guard.name)).toEqual(['fresh'])
  })

  it('keeps the guards, each with one listener, when only the client changes', () => {
    const guard = heard()
    const { list } = listed([plain('a', { guards: [guard] })])
    list.update('a', { client: 'another' }, owner)
    expect(guard.listeners).toBe(1)
    expect(list.find('a').client).toBe('another')
  })

  it('takes a target out of the choice with weight 0, and back with another one', () => {
    const { list, available } = listed([plain('a'), plain('b')])
    list.update('a', { weight: 0 }, owner)
    expect(available()).toEqual(['b'])
    list.update('a', { weight: 1 }, owner)
    expect(available()).toEqual(['a', 'b'])
  })

  it('changes nothing when it is wrong', () => {
    const { list, types } = listed([plain('a')])
    const { settings } = list.find('a')
    expect(() => {
      list.update('a', { id: 'b' } as never, owner)
    }).toThrow(TypeError)
    expect(() => {
      list.update('a', { weight: -1 }, owner)
    }).toThrow(RangeError)
    expect(() => {
      list.update('b', { weight: 1 }, owner)
    }).toThrow(RangeError)
    expect(list.find('a').settings).toBe(settings)
    expect(types()).toEqual(['target-added'])
  })
})

describe('a guard that cannot be listened to', () => {
  const faults: [string, Partial<Guard>][] = [
    [
      'whose onChange throws',
      {
        onChange: () => {
          throw new Error('no')
        },
      },
    ],
    ['whose onChange gives nothing', { onChange: () => undefined as never }],
    [
      'whose end of listening throws',
      {
        onChange: () => () => {
          throw new Error('no')
        },
      },
    ],
  ]
  it.each(faults)('%s stops neither adding, updating, reinstating nor removing', async (_, fault) => {
    const { list, available } = listed([plain('a', { guards: [heard('odd', fault)] })])
    expect(available()).toEqual(['a'])
    list.update('a', { client: 'another' }, owner)
    list.reinstate('a')
    await expect(list.remove('a')).resolves.toMatchObject({ id: 'a' })
    expect(list.size).toBe(0)
  })
})

describe('a target that is reinstated', () => {
  it('has no cooldown, no window and reset guards', () => {
    const guard = heard()
    const { list, clock, available } = listed([plain('a', { guards: [guard] })])
    const a = list.find('a')
    a.own.impose({ kind: 'model-not-found', scope: 'target' }, times, clock.now())
    a.key.cooldown.impose({ kind: 'auth', scope: 'key' }, times, clock.now())
    a.window.block(0, 0)
    list.index.ask(a, clock.now())
    expect(available()).toEqual([])
    list.reinstate('a')
    expect(available()).toEqual(['a'])
    expect([a.own.until, a.key.cooldown.until, a.window.limit, guard.resets]).toEqual([0, 0, Infinity, 1])
  })

  it.each([
    ['key', [301_000, 0]],
    ['target', [0, 301_000]],
  ] as const)('has no cooldown of its %s, when only that is asked for', (scope, expected) => {
    const guard = heard()
    const { list, clock } = listed([plain('a', { guards: [guard] })])
    const a = list.find('a')
    a.own.impose({ kind: 'model-not-found', scope: 'target' }, times, clock.now())
    a.key.cooldown.impose({ kind: 'auth', scope: 'key' }, times, clock.now())
    list.reinstate('a', { scope })
    expect([a.own.until, a.key.cooldown.until]).toEqual(expected)
    expect(guard.resets).toBe(0)
  })
})
