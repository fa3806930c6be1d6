import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileText } from './file-text.ts'
import { mostBytes } from './text-source.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-text-'))
})
afterEach(() => rm(folder, { recursive: true }))

const path = (name = 'config.json'): string => join(folder, name)

describe('the text of a file', () => {
  it('is given when it is another one, and not when the file has not changed', async () => {
    await writeFile(path(), 'one')
    const source = fileText(path())
    expect(source.name).toBe('config.json')
    expect([await source.read(), await source.read()]).toEqual(['one', undefined])
    await writeFile(path(), 'two, longer')
    expect([await source.read(), await source.read()]).toEqual(['two, longer', undefined])
  })

  it('is not given anew when the file was written with the same text', async () => {
    await writeFile(path(), 'one')
    const source = fileText(path())
    await source.read()
    await writeFile(path('other'), 'one')
    await rename(path('other'), path())
    expect(await source.read()).toBeUndefined()
  })

  it('is that of the file which takes its place, by a rename or behind a link', async () => {
    await writeFile(path('first'), 'one')
    await writeFile(path('second'), 'two')
    await symlink(path('first'), path())
    const source = fileText(path())
    expect(await source.read()).toBe('one')
    await symlink(path('second'), path('new'))
    await rename(path('new'), path())
    expect(await source.read()).toBe('two')
  })

  it('cannot be read while there is no file, and is given when there is one again', async () => {
    const source = fileText(path())
    await expect(source.read()).rejects.toThrow('ENOENT')
    await writeFile(path(), 'one')
    expect(await source.read()).toBe('one')
    await rm(path())
    await expect(source.read()).rejects.toThrow('ENOENT')
    await writeFile(path(), 'one')
    expect(await source.read()).toBeUndefined()
  })

  it('is refused when it is too long, no text, or no file', async () => {
    await writeFile(path('long'), 'x'.repeat(mostBytes + 1))
    await writeFile(path('bytes'), new Uint8Array([0xff, 0xfe, 0xff]))
    await expect(fileText(path('long')).read()).rejects.toThrow(`more than ${String(mostBytes)} bytes`)
    await expect(fileText(path('bytes')).read()).rejects.toThrow()
    await expect(fileText(folder).read()).rejects.toThrow()
  })

  it('is not read when the signal has aborted', async () => {
    await writeFile(path(), 'one')
    await expect(fileText(path()).read(AbortSignal.abort('enough'))).rejects.toBe('enough')
  })
})
