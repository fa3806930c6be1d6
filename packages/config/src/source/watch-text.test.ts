import { fileURLToPath } from 'node:url'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it, vi } from 'vitest'
import type { TextSource } from './text-source.ts'
import { watchText, type WatchTextOptions } from './watch-text.ts'

/** A source whose reads are scripted; the last step stays. */
const scripted = (...steps: (string | Error | undefined)[]) => {
  const reads: number[] = []
  const clock = createFakeClock()
  const hint: { call?: () => void; ended?: boolean } = {}
  const source: TextSource = {
    name: 'scripted',
    read() {
      const step = steps.length > 1 ? steps.shift() : steps[0]
      reads.push(clock.now())
      return step instanceof Error ? Promise.reject(step) : Promise.resolve(step)
    },
    onHint(listener) {
      hint.call = listener
      return () => {
        hint.ended = true
      }
    },
  }
  const texts: string[] = []
  const errors: unknown[] = []
  const start = (options: Partial<WatchTextOptions<string>> = {}) =>
    watchText(source, {
      intervalMs: 1000,
      parse: (text) => text,
      onValue: (text) => texts.push(text),
      onError: (error) => errors.push(error),
      clock,
      random: () => 0.5,
      ...options,
    })
  return { clock, source, start, texts, errors, hint, reads: () => reads.map((at) => at - (reads[0] ?? 0)) }
}

describe('a watched text', () => {
  it('is read at once and then regularly; each change is told once', async () => {
    const { start, clock, texts, reads } = scripted('one', 'one', undefined, 'two', 'two')
    const watch = await start()
    expect(texts).toEqual(['one'])
    await clock.advance(4000)
    watch.close()
    expect(texts).toEqual(['one', 'two'])
    expect(reads()).toEqual([0, 1000, 2000, 3000, 4000])
  })

  it('is read less and less often while it cannot be read, and then as before', async () => {
    const down = new Error('down')
    const { start, clock, texts, errors, reads } = scripted('one', down, down, down, down, down, 'two', 'two')
    const watch = await start()
    await clock.advance(35_000)
    watch.close()
    expect(reads()).toEqual([0, 1000, 3000, 7000, 15_000, 23_000, 31_000, 32_000, 33_000, 34_000, 35_000])
    expect(errors).toEqual([down, down, down, down, down])
    expect(texts).toEqual(['one', 'two'])
  })

  it.each([
    [0, 900],
    [1, 1100],
  ])('is read a little earlier or later, by chance: %d', async (random, atMs) => {
    const { start, clock, reads } = scripted('one')
    const watch = await start({ jitterRatio: 0.1, random: () => random })
    await clock.advance(1100)
    watch.close()
    expect(reads().slice(0, 2)).toEqual([0, atMs])
  })

  it('is read soon after a hint, once for several of them, unless hints are not wanted', async () => {
    const { start, clock, texts, hint, reads } = scripted('one', 'two')
    const watch = await start({ intervalMs: Infinity })
    hint.call?.()
    await clock.advance(30)
    hint.call?.()
    await clock.advance(20)
    expect(texts).toEqual(['one', 'two'])
    watch.close()
    expect(hint.ended).toBe(true)
    expect(reads()).toEqual([0, 50])
    const deaf = scripted('one')
    const other = await deaf.start({ hints: false })
    expect(deaf.hint.call).toBeUndefined()
    other.close()
  })

  it('is read when asked, once more for all that ask while it is being read', async () => {
    const { start, texts, reads, clock } = scripted('one', 'two')
    const watch = await start({ intervalMs: Infinity })
    await Promise.all(Array.from({ length: 1000 }, () => watch.check()))
    expect([texts, reads()]).toEqual([
      ['one', 'two'],
      [0, 0, 0],
    ])
    watch.close()
    await watch.check()
    expect(reads()).toHaveLength(3)
    expect(clock.pending).toBe(0)
  })

  it('is read although hints never end, and at its interval besides', async () => {
    const { start, clock, texts, hint, reads } = scripted('one', 'two')
    const watch = await start()
    for (let passed = 0; passed < 1000; passed += 10) {
      hint.call?.()
      await clock.advance(10)
    }
    watch.close()
    expect(texts).toEqual(['one', 'two'])
    expect(reads().length).toBeGreaterThan(10)
    expect(reads().length).toBeLessThan(25)
  })

  it('leaves no timer, and tells nothing, after it was closed, also while a read is running', async () => {
    const { source, start, clock, texts, errors } = scripted('one')
    const watch = await start()
    let aborted = false
    source.read = (signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          aborted = true
          reject(new Error('aborted'))
        })
      })
    await clock.advance(1000)
    watch.close()
    await clock.settle()
    expect([aborted, clock.pending, texts, errors]).toEqual([true, 0, ['one'], []])
  })

  it('that is not taken over is an error, and no reason to read less often', async () => {
    const { start, clock, texts, errors, reads } = scripted('one', 'bad', 'two', 'two')
    const bad = new Error('bad')
    const onValue = (text: string): void => {
      if (text === 'bad') throw bad
      texts.push(text)
    }
    const watch = await start({ onValue })
    await clock.advance(3000)
    watch.close()
    expect([texts, errors, reads()]).toEqual([['one', 'two'], [bad], [0, 1000, 2000, 3000]])
  })

  it('that is not taken over at first is not watched', async () => {
    const { start, clock, errors } = scripted('bad')
    const onValue = (): never => {
      throw new Error('of no use')
    }
    await expect(start({ onValue })).rejects.toThrow('of no use')
    expect([errors, clock.pending]).toEqual([[], 0])
  })

  it('goes on when a listener throws, or the source cannot give hints', async () => {
    const { source, start, clock, reads } = scripted('one', 'two', new Error('down'), 'three')
    source.onHint = () => {
      throw new Error('no such folder')
    }
    const fail = (): never => {
      throw new Error('thrown by a listener')
    }
    const onValue = (text: string): void => {
      if (text !== 'one') fail()
    }
    const watch = await start({ onValue, onError: fail })
    await clock.advance(5000)
    watch.close()
    expect(reads()).toEqual([0, 1000, 2000, 4000, 5000])
  })

  it('that cannot be read at first is not watched', async () => {
    const { start, clock } = scripted(new Error('no such file'))
    await expect(start()).rejects.toThrow('no such file')
    expect(clock.pending).toBe(0)
  })
})

describe('where a text is', () => {
  const options = (told: unknown[]): WatchTextOptions<string> => ({
    intervalMs: Infinity,
    parse: (text) => text,
    onValue: (text) => told.push(text),
    onError: (error) => told.push(error),
  })

  it('may be an address, which is asked as it says', async () => {
    const told: unknown[] = []
    const fetch = (url: string): Promise<Response> => Promise.resolve(new Response(`from ${url}`))
    const watch = await watchText({ url: 'https://config.example/a', fetch }, options(told))
    watch.close()
    expect(told).toEqual(['from https://config.example/a'])
    await expect(
      watchText({ url: 'http://config.example', subject: '"from"' }, options(told)),
    ).rejects.toThrow(/from.* would send the key unencrypted/)
  })

  it('may be the path of a file', async () => {
    const told: string[] = []
    const watch = await watchText({ file: fileURLToPath(import.meta.url) }, options(told))
    watch.close()
    expect(told[0]).toContain('may be the path of a file')
  })

  it('is looked at by many processes at different times, when it is an address', async () => {
    const clock = createFakeClock()
    const times: number[] = []
    const fetch = (): Promise<Response> => {
      times.push(clock.now())
      return Promise.resolve(new Response('one'))
    }
    const asked = { ...options([]), intervalMs: 1000, clock, random: () => 1 - 2 ** -53 }
    const watch = await watchText({ url: 'https://config.example', fetch }, asked)
    await clock.advance(1099)
    expect(times).toHaveLength(1)
    await clock.advance(1)
    expect(times).toHaveLength(2)
    watch.close()
  })
})

it('what is read of each text is given, the first as no change', async () => {
  const { start, clock } = scripted('1', '2', '2')
  const told: unknown[] = []
  const watch = await start({ parse: (text) => `<${text}>`, onValue: (...call) => told.push(call) })
  await clock.advance(2000)
  watch.close()
  expect(told).toEqual([
    ['<1>', false],
    ['<2>', true],
  ])
})

it('what cannot be made of a text is an error of it, and no reason to read less often', async () => {
  const parse = (text: string): string => {
    if (text === 'bad') throw new Error('bad')
    return text
  }
  const { start, clock, texts, errors, reads } = scripted('one', 'bad', 'two', 'two')
  const watch = await start({ parse, toError: String })
  await clock.advance(3000)
  watch.close()
  expect([texts, errors, reads()]).toEqual([['one', 'two'], ['Error: bad'], [0, 1000, 2000, 3000]])
  await expect(scripted('bad').start({ parse, toError: String })).rejects.toBe('Error: bad')
})

describe('the signal of a watch', () => {
  it('ends it, and has no listener left when it was closed before', async () => {
    const ending = new AbortController()
    const { start, clock, reads } = scripted('one')
    await start({ signal: ending.signal })
    await clock.advance(1000)
    ending.abort()
    await clock.advance(5000)
    expect([reads(), clock.pending]).toEqual([[0, 1000], 0])
    const { signal } = new AbortController()
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]
    const watch = await scripted('one').start({ signal })
    watch.close()
    expect(remove.mock.calls).toEqual(add.mock.calls)
  })

  it('leaves nothing behind when it cannot be listened to', async () => {
    const signal = Object.assign(new AbortController().signal, {
      addEventListener: () => {
        throw new Error('no listening')
      },
    })
    const { start, clock } = scripted('one')
    await expect(start({ signal })).rejects.toThrow('no listening')
    expect(clock.pending).toBe(0)
  })

  it('rejects the first read with the reason of its signal, without passing it to toError', async () => {
    const ending = new AbortController()
    const { source, start, clock } = scripted('one')
    source.read = (signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          reject(signal.reason as Error)
        })
      })
    const reading = expect(start({ signal: ending.signal, toError: String })).rejects.toBe('enough')
    ending.abort('enough')
    await reading
    expect(clock.pending).toBe(0)
  })

  it.each([
    ['gives a text nevertheless', () => 'one'],
    [
      'fails in another way',
      () => {
        throw new Error('gone')
      },
    ],
  ])('ends the first read with its reason, also where the source %s', async (_, give) => {
    const ending = new AbortController()
    const { source, start, texts } = scripted()
    source.read = async () => {
      await Promise.resolve()
      ending.abort('enough')
      return give()
    }
    await expect(start({ signal: ending.signal, toError: String })).rejects.toBe('enough')
    expect(texts).toEqual([])
  })

  it('that aborts while the first text is taken over leaves nothing to be watched', async () => {
    const ending = new AbortController()
    const { start, clock } = scripted('one')
    await start({
      signal: ending.signal,
      onValue: () => {
        ending.abort()
      },
    })
    expect(clock.pending).toBe(0)
  })
})

it('errors of reading are thrown and told as the caller words them, and those of taking over as they are', async () => {
  const toError = (error: unknown): string => `mine: ${(error as Error).message}`
  const own = new Error('of no use')
  const refusing = scripted('one')
  const onValue = (): never => {
    throw own
  }
  await expect(refusing.start({ toError, onValue })).rejects.toBe(own)
  const broken = scripted(new Error('down'))
  await expect(broken.start({ toError })).rejects.toBe('mine: down')
  const { start, clock, errors } = scripted('one', new Error('down'))
  const watch = await start({ toError })
  await clock.advance(1000)
  watch.close()
  expect(errors).toEqual(['mine: down'])
})
