import { expect, it, describe, vi } from 'vitest'
import { watchConfig } from './index.ts'
import { path, textOf, watchScene } from './test/watch-scene.ts'

describe('a watched file', () => {
  it('is applied at once, and whenever it is written, replaced or linked elsewhere', async () => {
    const { files, applied, pass, watch } = watchScene()
    await pass(0)
    expect(applied).toEqual(['a'])
    files.write(path, textOf('a', 'b'))
    await pass(400)
    files.write('/etc/llm/..2/llm.yaml', textOf('c'))
    files.link(path, '/etc/llm/..2/llm.yaml')
    await pass(400)
    expect(applied).toEqual(['a', 'a,b', 'c'])
    expect(watch.version).toBe(3)
  })

  it('is noticed by looking where its folder does not tell', async () => {
    const { files, applied, pass } = watchScene({ intervalMs: 1000 })
    await pass(0)
    files.watchers.clear()
    files.write(path, textOf('b'))
    await pass(1500)
    expect(applied).toEqual(['a', 'b'])
  })

  it('is not read while it is being written', async () => {
    const { files, applied, pass } = watchScene()
    await pass(0)
    const whole = textOf('a', 'b', 'c')
    for (let end = 10; end < whole.length; end += 10) {
      files.write(path, whole.slice(0, end))
      await pass(100)
    }
    files.write(path, whole)
    await pass(600)
    expect(applied).toEqual(['a', 'a,b,c'])
  })

  it('may be missing for a moment, as while an editor replaces it', async () => {
    const { files, applied, events, pass } = watchScene()
    await pass(0)
    files.delete(path)
    await pass(100)
    files.write(path, textOf('b'))
    await pass(1000)
    expect(applied).toEqual(['a', 'b'])
    expect(events.map(({ type }) => type)).toEqual(['config-applied', 'config-applied'])
  })

  it('is applied although its folder is never at rest', async () => {
    const { files, applied, pass } = watchScene({ intervalMs: 60_000 })
    await pass(0)
    files.write(path, textOf('b'))
    for (let count = 0; count < 20; count += 1) {
      files.write('/etc/llm/log', String(count))
      await pass(100)
    }
    expect(applied).toEqual(['a', 'b'])
  })

  it('says what it has applied', async () => {
    const { events, pass } = watchScene()
    await pass(0)
    expect(events).toEqual([
      {
        type: 'config-applied',
        at: expect.any(Number) as number,
        version: 1,
        checksum: expect.stringMatching(/^[\da-f]{64}$/) as string,
        ...{ added: [], changed: [], removed: [], settings: [] },
      },
    ])
  })

  it('is applied once while its text stays the same', async () => {
    const { files, applied, pass } = watchScene({ intervalMs: 1000 })
    await pass(0)
    files.write(path, textOf('a'))
    await pass(5000)
    expect(applied).toEqual(['a'])
  })

  it('continues after a listener that throws', async () => {
    const { watch, files, applied, events, pass } = watchScene()
    watch.on('config-applied', () => {
      throw new Error('broken')
    })
    await pass(0)
    files.write(path, textOf('b'))
    await pass(1000)
    expect(applied).toEqual(['a', 'b'])
    expect(events.map(({ type }) => type)).toContain('listener-failed')
  })
})

it('refuses wrong options, and the name of no event', async () => {
  const { watch, pass } = watchScene()
  await pass(0)
  expect(() => watchConfig({} as never, path)).toThrow('watchConfig: "llm.reconfigure" must be a function')
  expect(() => watchConfig({ reconfigure: vi.fn() }, path, { intervalMs: 0 })).toThrow(
    'watchConfig: "intervalMs" must be within',
  )
  expect(() => watchConfig({ reconfigure: vi.fn() }, '')).toThrow(
    'watchConfig: needs the path of a file, or a URL',
  )
  expect(() => watch.on('config-aplied' as never, () => {})).toThrow('did you mean "config-applied"?')
})
