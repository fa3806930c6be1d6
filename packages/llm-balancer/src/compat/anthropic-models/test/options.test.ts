import { describe, expect, it } from 'vitest'
import { AnthropicModelRegistry, LoadBalancedAnthropicModel } from '../index.ts'

const registry = new AnthropicModelRegistry()
const make = (...rest: unknown[]): LoadBalancedAnthropicModel =>
  new LoadBalancedAnthropicModel(
    ...([registry, ...rest] as ConstructorParameters<typeof LoadBalancedAnthropicModel>),
  )

describe('a bad option is named, with its range and its value', () => {
  it.each<[unknown[], string]>([
    [[5], '"models" must be an array of names and weights'],
    [[[{ name: 'a', weight: -1 }]], '"models[0].weight" must be within [0, ∞), got -1'],
    [[[{ name: 'a', weight: NaN }]], '"models[0].weight" must be within [0, ∞), got NaN'],
    [[[{ name: 'a', weight: Infinity }]], '"models[0].weight" must be within [0, ∞), got ∞'],
    [[[{ name: 'a' }]], '"models[0].weight" is missing'],
    [[[{ name: '', weight: 1 }]], '"models[0].name" must be a string that is not empty, got an empty string'],
    [[[{ weight: 1 }]], '"models[0].name" is missing'],
    [[[{ name: 'a', wieght: 1 }]], 'unknown option "models[0].wieght", did you mean "models[0].weight"?'],
    [[[], -1], '"errorTimeoutMs" must be within [0, ∞), got -1'],
    [[[], NaN], '"errorTimeoutMs" must be within [0, ∞), got NaN'],
    [[[], 0, { timeoutMs: 0 }], '"timeoutMs" must be within (0, ∞], got 0'],
    [[[], 0, { clock: {} }], '"clock.now" must be a function, got undefined'],
    [[[], 0, { random: 1 }], '"random" must be a function, got 1'],
    [[[], 0, { timeout: 1 }], 'unknown option "timeout", did you mean "timeoutMs"?'],
  ])('%j', (rest, message) => {
    expect(() => make(...rest)).toThrow(message)
    expect(() => make(...rest)).toThrow(/^LoadBalancedAnthropicModel: /)
  })

  it('also the registry', () => {
    expect(() => new LoadBalancedAnthropicModel({} as never, [])).toThrow(
      'LoadBalancedAnthropicModel: "registry.get" must be a function, got undefined',
    )
  })
})
