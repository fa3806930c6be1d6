import { describe, expect, it } from 'vitest'
import { MemoryFiles } from '../test/memory-files.ts'
import { path, textOf, watchScene } from '../test/watch-scene.ts'

describe('a watched file', () => {
  it('is read anew when asked, also by a signal', async () => {
    const { watch, applied, pass } = watchScene({ signal: 'SIGUSR2' })
    await pass(0)
    expect(await watch.reload()).toMatchObject({ type: 'config-applied', version: 2 })
    process.emit('SIGUSR2')
    await pass(0)
    expect(applied).toHaveLength(3)
    await watch.close()
    expect(process.listenerCount('SIGUSR2')).toBe(0)
    expect(await watch.reload()).toBeUndefined()
  })

  it('is left alone after close, also in the middle of a look', async () => {
    const { files, watch, applied, clock, pass } = watchScene()
    await pass(0)
    files.write(path, textOf('b'))
    const closed = watch.close()
    await pass(1000)
    await closed
    expect(applied).toEqual(['a'])
    expect(clock.pending).toBe(0)
  })

  it('stops when the balancer is closed', async () => {
    const { BalancerClosedError } = await import('@llm-balancer/core')
    const refuse = (): void => {
      throw new BalancerClosedError()
    }
    const { events, clock, pass } = watchScene({ refuse })
    await pass(1000)
    expect(events).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('is read once more, however many signals come while it is being read', async () => {
    const { applied, pass, watch } = watchScene({ signal: 'SIGUSR2' })
    await pass(0)
    for (let count = 0; count < 1000; count += 1) process.emit('SIGUSR2')
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => watch.reload()))
    await pass(0)
    expect(applied).toHaveLength(3)
    expect(new Set(outcomes).size).toBe(1)
  })

  it('takes one listener of the process, however many are watched', async () => {
    const scenes = Array.from({ length: 20 }, () => watchScene({ signal: 'SIGUSR2' }))
    for (const { pass } of scenes.slice(0, 1)) await pass(0)
    expect(process.listenerCount('SIGUSR2')).toBe(1)
    process.emit('SIGUSR2')
    await scenes[0]?.pass(0)
    expect(scenes.map(({ applied }) => applied.length)).toEqual(Array.from({ length: 20 }, () => 2))
    for (const [place, { watch }] of scenes.entries()) {
      await watch.close()
      await watch.close()
      expect(process.listenerCount('SIGUSR2')).toBe(place === 19 ? 0 : 1)
    }
  })

  it('is not read in the middle of being written', async () => {
    const { files, watch, applied, pass } = watchScene()
    await pass(0)
    files.write(path, textOf('a', 'b').slice(0, -40))
    const reloading = watch.reload()
    await pass(100)
    files.write(path, textOf('a', 'b'))
    await pass(1000)
    expect(await reloading).toMatchObject({ type: 'config-applied' })
    expect(applied).toEqual(['a', 'a,b'])
  })

  it('may take for ever to be read: closing does not wait for it', async () => {
    const files = new MemoryFiles()
    files.readFile = () => new Promise(() => {})
    const { watch, pass } = watchScene({ files })
    await pass(0)
    const reloading = watch.reload()
    await watch.close()
    expect(await reloading).toBeUndefined()
  })
})
