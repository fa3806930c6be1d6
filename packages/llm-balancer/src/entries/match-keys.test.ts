import { expect, it } from 'vitest'
import { matchKeys } from './match-keys.ts'

const keyed = (...keys: readonly (string | undefined)[]): { key: string | undefined }[] =>
  keys.map((key) => ({ key }))

it.each([
  ['a single entry without a key', [undefined], [undefined], [[undefined, undefined]], []],
  [
    'the same keys in another order',
    ['a', 'b'],
    ['b', 'a'],
    [
      ['b', 'b'],
      ['a', 'a'],
    ],
    [],
  ],
  [
    'a new key in the place of one that is gone',
    ['a', 'b'],
    ['c', 'b'],
    [
      ['c', 'a'],
      ['b', 'b'],
    ],
    [],
  ],
  [
    'one key more',
    ['a'],
    ['b', 'a'],
    [
      ['b', 'none'],
      ['a', 'a'],
    ],
    [],
  ],
  ['one key less', ['a', 'b', 'c'], ['c'], [['c', 'c']], ['a', 'b']],
  ['other keys altogether', ['a', 'b'], ['c'], [['c', 'a']], ['b']],
  ['nothing before', [], ['a'], [['a', 'none']], []],
] as const)('matches %s', (_, before, after, pairs, left) => {
  const match = matchKeys(keyed(...before), keyed(...after))
  expect(match.pairs.map(([one, other]) => [one.key, other === undefined ? 'none' : other.key])).toEqual(
    pairs,
  )
  expect(match.left.map(({ key }) => key)).toEqual(left)
})
