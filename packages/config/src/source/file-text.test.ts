import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeClock } from '@llm-balancer/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryFiles } from '../test/memory-files.ts'
import { fileText } from './file-text.ts'
import { mostBytes, type TextSource } from './text-source.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-text-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A file on a clock that a read advances until it has ended. */
const source = (file = path()): TextSource => {
  const clock = createFakeClock()
  const text = fileText(file, { clock })
  return {
    ...text,
    async read(...given) {
      let isOver = false
      const reading = text.read(...given).finally(() => {
        isOver = true
      })
      reading.catch(() => {})
      while (!isOver) {
        await new Promise((resolve) => setImmediate(resolve))
        await clock.advance(200)
      }
      return reading
    },
  }
}

const path = (name = 'config.json'): string => join(folder, name)

describe('the text of a file', () => {
  it('is given when it is another one, and not when the file has not changed', async () => {
    await writeFile(path(), 'one')
    const file = source()
    expect(file.name).toBe('config.json')
    expect([await file.read(), await file.read()]).toEqual(['one', undefined])
    await writeFile(path(), 'two, longer')
    expect([await file.read(), await file.read()]).toEqual(['two, longer', undefined])
  })

  it('is not given anew when the file was written with the same text', async () => {
    await writeFile(path(), 'one')
    const file = source()
    await file.read()
    await writeFile(path('other'), 'one')
    await rename(path('other'), path())
    expect(await file.read()).toBeUndefined()
  })

  it('is that of the file which takes its place, by a rename or behind a link', async () => {
    await writeFile(path('first'), 'one')
    await writeFile(path('second'), 'two')
    await symlink(path('first'), path())
    const file = source()
    expect(await file.read()).toBe('one')
    await symlink(path('second'), path('new'))
    await rename(path('new'), path())
    expect(await file.read()).toBe('two')
  })

  it('cannot be read while there is no file, and is given when there is one again', async () => {
    const file = source()
    await expect(file.read()).rejects.toThrow('ENOENT')
    await writeFile(path(), 'one')
    expect(await file.read()).toBe('one')
    await rm(path())
    await expect(file.read()).rejects.toThrow('ENOENT')
    await writeFile(path(), 'one')
    expect(await file.read()).toBeUndefined()
  })

  it('is refused when it is too long, no text, or no file', async () => {
    await writeFile(path('long'), 'x'.repeat(mostBytes + 1))
    await writeFile(path('bytes'), new Uint8Array([0xff, 0xfe, 0xff]))
    await expect(source(path('long')).read()).rejects.toThrow(`more than ${String(mostBytes)} bytes`)
    await expect(source(path('bytes')).read()).rejects.toThrow()
    await expect(source(folder).read()).rejects.toThrow()
  })

  it('is not read when the signal has aborted', async () => {
    await writeFile(path(), 'one')
    await expect(source().read(AbortSignal.abort('enough'))).rejects.toBe('enough')
  })

  it('is not given while it does not come to rest, unless it must be', async () => {
    const files = new MemoryFiles()
    files.write('/f', 'one')
    const stampOf = files.stampOf.bind(files)
    const clock = createFakeClock()
    const text = fileText('/f', { files, clock })
    await text.read()
    files.stampOf = (file) => {
      files.write('/f', `two ${String(clock.now())}`)
      return stampOf(file)
    }
    const drive = async (reading: Promise<string | undefined>): Promise<string | undefined> => {
      for (let count = 0; count < 30; count += 1) await clock.advance(200)
      return reading
    }
    expect(await drive(text.read())).toBeUndefined()
    expect(await drive(text.read(undefined, true))).toMatch(/^two/)
    expect(clock.pending).toBe(0)
  })
})

it('a look that a caller waits for keeps the process alive while the file settles, and one in the background does not', async () => {
  const files = new MemoryFiles()
  files.write('/etc/settled', 'a')
  const source = fileText('/etc/settled', { files })
  await source.read(undefined)
  const unref = vi.fn()
  vi.stubGlobal('setTimeout', (callback: () => void) => {
    queueMicrotask(callback)
    return { unref }
  })
  files.write('/etc/settled', 'b')
  expect(await source.read(undefined, true)).toBe('b')
  expect(unref).not.toHaveBeenCalled()
  files.write('/etc/settled', 'c')
  expect(await source.read(undefined)).toBe('c')
  expect(unref).toHaveBeenCalled()
})
