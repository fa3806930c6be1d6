import { describe, expect, it } from 'vitest'
import { effortsOf, isReasoningModel, refusedSettings } from './reasoning-models.ts'
import type { Effort } from './reasoning-models.ts'

const efforts: readonly Effort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** The efforts that a model takes unchanged. */
const takenBy = (modelId: string): readonly Effort[] => {
  const table = effortsOf(modelId)
  return efforts.filter((effort) => (table[effort] ?? effort) === effort)
}

describe('models that reason', () => {
  it.each([
    'o1',
    'o3-pro',
    'gpt-5-mini',
    'gpt-5.1-codex-max',
    'codex-mini-latest',
    'gpt-6.1-sol',
    'ft:o4-mini:a::b',
  ])('are recognised by their names: %s', (modelId) => {
    expect(isReasoningModel(modelId)).toBe(true)
  })

  it.each(['gpt-4.1', 'gpt-35-turbo', 'chatgpt-4o-latest', 'gpt-5-chat-latest', 'gpt-audio', 'llama', ''])(
    'are not taken for others: %j',
    (modelId) => {
      expect(isReasoningModel(modelId)).toBe(false)
    },
  )
})

describe('efforts', () => {
  it.each([
    ['o3-mini', 'low medium high'],
    ['gpt-5', 'minimal low medium high'],
    ['gpt-5-nano-2025-08-07', 'minimal low medium high'],
    ['gpt-5-pro', 'high'],
    ['gpt-5-codex', 'low medium high'],
    ['gpt-5.1', 'none low medium high'],
    ['gpt-5.1-codex-mini', 'low medium high'],
    ['gpt-5.1-codex-max', 'low medium high xhigh'],
    ['gpt-5.3-codex', 'low medium high xhigh'],
    ['gpt-5.2-pro', 'medium high xhigh'],
    ['gpt-5.4-mini-2026-03-17', 'none low medium high xhigh'],
    ['ft:gpt-5.5:acme::x', 'none low medium high xhigh'],
    ['gpt-5.6-sol', 'none low medium high xhigh max'],
    ['gpt-6-luna', 'none low medium high xhigh max'],
    ['gpt-6-astra', 'low medium high xhigh max'],
    ['gpt-6.1-sol', 'low medium high xhigh max'],
    ['gpt-10', 'low medium high xhigh max'],
    ['my-deployment', efforts.join(' ')],
    ['my-o3', efforts.join(' ')],
    ['my-gpt-5', efforts.join(' ')],
    ['my-gpt-6', efforts.join(' ')],
  ])('%s takes are %s', (modelId, taken) => {
    expect(takenBy(modelId).join(' ')).toBe(taken)
  })

  it('become the nearest that the model takes', () => {
    expect(effortsOf('o3')).toMatchObject({ none: 'low', minimal: 'low', xhigh: 'high', max: 'high' })
    expect(effortsOf('gpt-5')).toMatchObject({ none: 'minimal', max: 'high' })
    expect(effortsOf('gpt-5.6-sol')).toMatchObject({ minimal: 'low' })
  })

  it('of none is not sent to a model that does not reason', () => {
    expect(effortsOf('gpt-4.1')).toEqual({ none: {} })
    expect(refusedSettings({ model: 'gpt-4.1', reasoning_effort: 'none' })).toEqual({})
    expect(refusedSettings({ model: 'gpt-4.1', reasoning_effort: 'low' })).toEqual({
      reasoning_effort: 'the model does not reason',
    })
  })
})

it('stop sequences are refused by o3 and o4 alone', () => {
  expect(refusedSettings({ model: 'o4-mini' })).toHaveProperty('stop')
  for (const model of ['o1', 'gpt-5', 'gpt-4.1'])
    expect(refusedSettings({ model })).not.toHaveProperty('stop')
})
