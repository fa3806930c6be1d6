import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

/** Calls that end when they are told to, with what was begun in order. */
function scene() {
  const turns = new Turns()
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const call = (name: string, error?: Error) => async (): Promise<string> => {
    begun.push(name)
    try {
      await new Promise<void>((resolve) => ends.set(name, resolve))
      if (error !== undefined) throw error
      return name
    } finally {
      turns.end()
    }
  }
  return { turns, begun, call, end: (name: string) => ends.get(name)?.() }
}

describe('Turns', () => {
  it('begins a call at once when no other runs', () => {
    const { turns, begun, call } = scene()
    expect(turns.areFree).toBe(true)
    void turns.run(call('a'))
    expect(begun).toEqual(['a'])
    expect(turns.areFree).toBe(false)
  })

  it('begins calls that overlap in their order, each when the one before has ended', async () => {
    const { turns, begun, call, end } = scene()
    const answers = [turns.run(call('a')), turns.run(call('b')), turns.run(call('c'))]
    expect(begun).toEqual(['a'])
    end('a')
    await answers[0]
    await Promise.resolve()
    expect(begun).toEqual(['a', 'b'])
    const fourth = turns.run(call('d'))
    end('b')
    await answers[1]
    await Promise.resolve()
    expect(begun).toEqual(['a', 'b', 'c'])
    end('c')
    await answers[2]
    await Promise.resolve()
    end('d')
    await expect(fourth).resolves.toBe('d')
    expect(turns.areFree).toBe(true)
    expect(turns.last).toBeUndefined()
  })

  it('goes on after a call that failed', async () => {
    const { turns, call, end } = scene()
    const first = turns.run(call('a', new Error('broken')))
    const second = turns.run(call('b'))
    end('a')
    await expect(first).rejects.toThrow('broken')
    await Promise.resolve()
    end('b')
    await expect(second).resolves.toBe('b')
  })

  it('is free after a call that ends before it waits', async () => {
    const turns = new Turns()
    const call = async (): Promise<number> => {
      turns.end()
      return Promise.resolve(1)
    }
    await expect(turns.run(call)).resolves.toBe(1)
    expect(turns.areFree).toBe(true)
    expect(turns.last).toBeUndefined()
  })
})
