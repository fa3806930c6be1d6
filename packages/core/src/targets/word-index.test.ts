import { describe, expect, it } from 'vitest'
import { Target } from './target.ts'
import { WordIndex } from './word-index.ts'

function indexOf(tags: Readonly<Record<string, readonly string[]>>) {
  const index = new WordIndex<string>()
  const targets = Object.entries(tags).map(
    ([id, words], order) => new Target({ id, client: id, tags: words }, order),
  )
  const find = (...words: string[]): string[] => [...index.of(words, targets)].map(({ id }) => id).sort()
  return { index, targets, find }
}

describe('the targets that have a word', () => {
  it('are found by their id and by each of their tags, once', () => {
    const { find } = indexOf({ a: ['eu', 'fast'], b: ['eu'], c: [], eu: [] })
    expect(find('a')).toEqual(['a'])
    expect(find('eu')).toEqual(['a', 'b', 'eu'])
    expect(find('fast', 'c', 'eu', 'a')).toEqual(['a', 'b', 'c', 'eu'])
    expect(find('none')).toEqual([])
    expect(find()).toEqual([])
  })

  it('are found by their new tags only, once these have changed', () => {
    const { index, targets, find } = indexOf({ a: ['eu'], b: ['eu'] })
    expect(find('eu')).toEqual(['a', 'b'])
    const [a] = targets
    a?.update({ tags: ['us'] })
    if (a !== undefined) index.put(a)
    expect(find('eu')).toEqual(['b'])
    expect(find('us')).toEqual(['a'])
  })

  it('are no longer found when they are gone, and do not hide another with the same id', () => {
    const { index, targets, find } = indexOf({ a: ['eu'], b: ['eu'] })
    expect(find('eu')).toEqual(['a', 'b'])
    const [a] = targets
    const heir = new Target<string>({ id: 'a', client: 'a', tags: [] }, 2)
    index.put(heir)
    if (a !== undefined) index.delete(a)
    expect([...index.of(['a'], [])]).toEqual([heir])
    expect(find('eu')).toEqual(['b'])
    index.delete(heir)
    expect(find('a')).toEqual([])
  })
})
