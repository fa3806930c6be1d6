import { describe, expect, it } from 'vitest'
import type { TargetState } from '../contracts/target.ts'
import { KeyState } from './key-state.ts'
import { Target } from './target.ts'

type Writable = { -readonly [Field in keyof TargetState]: TargetState[Field] }

function made(): Target<string> {
  const settings = { id: 'a', client: 'secret-key', tags: ['eu'], cost: { inputPerMTok: 1 }, weight: 3 }
  const target = new Target(settings, 1)
  target.key = new KeyState(undefined)
  return target
}

describe('a target as strategies see it', () => {
  it('is always up to date', () => {
    const target = made()
    for (let begun = 0; begun < 4; begun += 1) target.begin(0)
    target.update({ weight: 5, priority: 2, model: 'm', pool: 'p', contextWindow: 100, concurrency: 8 })
    expect(target.state).toMatchObject({
      id: 'a',
      weight: 5,
      priority: 2,
      tags: ['eu'],
      inFlight: 4,
      model: 'm',
      pool: 'p',
      contextWindow: 100,
      concurrency: 8,
    })
    target.update({ concurrency: Infinity })
    expect(target.state.concurrency).toBeUndefined()
  })

  it.each<keyof TargetState>([
    'id',
    'order',
    'weight',
    'priority',
    'tags',
    'cost',
    'inFlight',
    'limits',
    'limitsAt',
  ])('throws a TypeError when its %s is written', (field) => {
    const state = made().state as Writable
    expect(() => {
      state[field] = 1 as never
    }).toThrow(TypeError)
  })

  it('throws a TypeError when anything is added, deleted, or changed deep inside', () => {
    const { state } = made()
    expect(() => Object.assign(state, { mine: 1 })).toThrow(TypeError)
    expect(() => delete (state as Partial<Writable>).id).toThrow(TypeError)
    expect(() => (state.tags as string[]).push('us')).toThrow(TypeError)
    expect(() => Object.assign(state.cost ?? {}, { inputPerMTok: 0 })).toThrow(TypeError)
  })

  it('prints its settings and its use, and not its client', () => {
    const target = made()
    target.limits.learn({ limits: [{ unit: 'requests', remaining: 3 }] }, 7)
    expect(JSON.parse(JSON.stringify(target.state))).toEqual({
      id: 'a',
      order: 1,
      weight: 3,
      priority: 0,
      tags: ['eu'],
      cost: { inputPerMTok: 1 },
      inFlight: 0,
      limits: [{ unit: 'requests', remaining: 3 }],
      limitsAt: 7,
    })
  })
})
