import { describe, expect, it } from 'vitest'
import { FinishWatch, type ChunkSigns } from './finish-watch.ts'

const word: ChunkSigns = { said: 'content', isFinish: false }
const thought: ChunkSigns = { said: 'thought', isFinish: false }
const lastWord: ChunkSigns = { said: 'content', isFinish: true }
const lastThought: ChunkSigns = { said: 'thought', isFinish: true }
const finish: ChunkSigns = { isFinish: true }
const nothing: ChunkSigns = { isFinish: false }
const usage: ChunkSigns = { isFinish: false, isLast: true }

const watchOf = (...chunks: readonly ChunkSigns[]): FinishWatch => {
  const watch = new FinishWatch()
  for (const chunk of chunks) watch.see(chunk)
  return watch
}

describe('a finish reason ends the stream', () => {
  it.each<[string, ChunkSigns[]]>([
    ['after content without one', [word, lastWord]],
    ['in a chunk of its own', [word, finish]],
    ['in a chunk of its own, after content that had one', [lastWord, finish]],
    ['when the usage comes after it', [lastWord, usage]],
    ['when the usage comes with it', [word, { isFinish: true, isLast: true }]],
    ['when nothing follows it', [word, finish, nothing, nothing]],
    ['after a withdrawn one, with the usage', [lastWord, lastWord, usage]],
    ['after thoughts that had one', [lastThought, word, finish]],
  ])('%s', (_, chunks) => {
    const watch = watchOf(...chunks)
    expect(watch.isTrusted).toBe(true)
    expect(watch.isFinished).toBe(true)
  })
})

describe('a finish reason may be that of every chunk', () => {
  it.each<[string, ChunkSigns[]]>([
    ['in the only chunk', [lastWord]],
    ['in two chunks', [lastWord, lastWord]],
    ['after thoughts', [thought, lastWord]],
    ['with thoughts', [lastThought]],
    ['with a thought and with the text', [lastThought, lastWord]],
    ['in chunks with nothing in them', [finish, finish]],
    ['in an empty chunk, and then with text', [finish, lastWord]],
    ['where the server has shown it', [word, finish, word, finish, lastWord]],
    ['when the usage came before', [usage, lastWord]],
    ['when usage stands in every chunk', [{ ...lastWord, isLast: true }]],
  ])('%s', (_, chunks) => {
    expect(watchOf(...chunks).isTrusted).toBe(false)
  })

  it('or has not come yet', () => {
    expect(watchOf()).toMatchObject({ isFinished: false, isSettled: false, isTrusted: false })
    expect(watchOf(usage)).toMatchObject({ isFinished: false, isSettled: false, isTrusted: false })
  })

  it('and is withdrawn by what is said after it', () => {
    expect(watchOf(word, finish, word)).toMatchObject({ isFinished: false, isTrusted: false })
    expect(watchOf(word, finish, usage, thought)).toMatchObject({ isFinished: false, isTrusted: false })
  })
})
