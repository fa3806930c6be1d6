import { describe, expect, it } from 'vitest'
import { AnswerLocations } from './answer-locations.ts'

describe('where answers are stored', () => {
  it('is known for the latest answers, as many as are remembered', () => {
    const locations = new AnswerLocations(2)
    for (const [answer, target] of [
      ['resp_1', 'a'],
      ['resp_2', 'b'],
      ['resp_3', 'c'],
    ] as const)
      locations.remember(answer, target)
    expect(['resp_1', 'resp_2', 'resp_3', undefined].map((id) => locations.of(id))).toEqual([
      undefined,
      'b',
      'c',
      undefined,
    ])
  })

  it('stays known for an answer that has been seen again', () => {
    const locations = new AnswerLocations(2)
    for (const answer of ['resp_1', 'resp_2', 'resp_1', 'resp_3']) locations.remember(answer, 'a')
    expect(['resp_1', 'resp_2', 'resp_3'].map((id) => locations.of(id))).toEqual(['a', undefined, 'a'])
  })

  it('is not learned from an answer without an id or from an unknown target', () => {
    const locations = new AnswerLocations(1)
    locations.remember('resp_1', 'a')
    locations.remember(undefined, 'b')
    locations.remember(7, 'b')
    locations.remember('resp_2', undefined)
    expect(locations.of('resp_1')).toBe('a')
  })
})
