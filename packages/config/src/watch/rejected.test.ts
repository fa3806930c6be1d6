import { describe, expect, it } from 'vitest'
import type { MemoryFiles } from '../test/memory-files.ts'
import { path, textOf, watchScene } from '../test/watch-scene.ts'

describe('a watched file', () => {
  it.each<[string, (files: MemoryFiles) => void, object]>([
    [
      'is not valid',
      (files) => {
        files.write(path, 'providers: []')
      },
      { path: 'providers', line: 1, column: 12 },
    ],
    [
      'is cut',
      (files) => {
        files.write(path, 'providers: [')
      },
      { line: 1 },
    ],
    [
      'is huge',
      (files) => {
        files.write(path, 'x'.repeat(2_000_000))
      },
      { message: 'is larger than 1048576 bytes; divide it' },
    ],
    [
      'is gone',
      (files) => {
        files.delete(path)
      },
      { line: 0, message: 'does not exist; create it, or correct the path' },
    ],
  ])('is rejected when it %s, and the one before stays in force', async (_, spoil, mistake) => {
    const { files, applied, events, pass } = watchScene({ intervalMs: 1000 })
    await pass(0)
    spoil(files)
    await pass(1500)
    expect(events.at(-1)).toMatchObject({ type: 'config-rejected', errors: [mistake] })
    files.write(path, textOf('b'))
    await pass(5000)
    expect(applied).toEqual(['a', 'b'])
  })

  it('tells the same mistakes of the same text once', async () => {
    const { files, events, pass } = watchScene({ intervalMs: 1000 })
    await pass(0)
    files.write(path, 'providers: []')
    await pass(10_000)
    expect(events.filter(({ type }) => type === 'config-rejected')).toHaveLength(1)
  })

  it('is rejected at the provider that the balancer refuses', async () => {
    const refuse = (): void => {
      throw new TypeError('provider "b": "model" is odd')
    }
    const { events, files, pass } = watchScene({ refuse })
    files.write(path, textOf('a', 'b'))
    await pass(0)
    expect(events[0]).toMatchObject({
      type: 'config-rejected',
      errors: [{ path: 'providers[1]', line: 3, column: 5, message: 'provider "b": "model" is odd' }],
    })
  })

  it('is rejected when the environment that it refers to cannot be read', async () => {
    const env = {
      get KEY(): string {
        throw new Error('the vault is sealed')
      },
    }
    const text = textOf('a').replace('apiKey: k', 'apiKey: "${KEY}"')
    const { applied, events, pass } = watchScene({ env, text })
    await pass(0)
    expect(events).toMatchObject([
      {
        type: 'config-rejected',
        errors: [{ path: '', line: 0, column: 0, message: 'could not be read' }],
      },
    ])
    expect(applied).toEqual([])
  })

  it('tells the same fault of reading at each look, but not whenever anything happens in its folder', async () => {
    const { files, events, pass } = watchScene({ intervalMs: 60_000 })
    await pass(0)
    files.delete(path)
    for (let count = 0; count < 100; count += 1) {
      files.write(`/etc/llm/other-${String(count)}`, '')
      await pass(100)
    }
    expect(events.filter(({ type }) => type === 'config-rejected')).toHaveLength(1)
  })

  it('says when what could not be read is in force again', async () => {
    const { files, events, pass } = watchScene({ intervalMs: 1000 })
    await pass(0)
    const types = (): readonly string[] => events.map(({ type }) => type)
    files.delete(path)
    await pass(2000)
    expect(types().at(-1)).toBe('config-rejected')
    files.write(path, textOf('a'))
    await pass(2000)
    expect(events.at(-1)).toMatchObject({ type: 'config-applied', version: 2 })
    const { length } = events
    await pass(5000)
    expect(events).toHaveLength(length)
  })

  it('is looked for as often as ever while it is missing', async () => {
    const { files, applied, pass } = watchScene({ intervalMs: 1000, text: '' })
    await pass(30_000)
    files.watchers.clear()
    files.write(path, textOf('a'))
    await pass(1500)
    expect(applied).toEqual(['a'])
  })
})
