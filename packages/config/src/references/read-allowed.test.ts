import { describe, expect, it } from 'vitest'
import { MemoryFiles } from '../test/memory-files.ts'
import { readAllowed, ReferredFileError, type SecretFolders } from './read-allowed.ts'

const scene = (folders: Partial<SecretFolders> = {}) => {
  const files = new MemoryFiles()
  for (const path of ['/etc/llm/key', '/etc/llm/sub/key', '/etc/llm/..odd', '/etc/llm-other/key', '/etc/key'])
    files.write(path, `text of ${path}`)
  const all: SecretFolders = { files, base: '/etc/llm', allowed: ['/etc/llm'], ...folders }
  return { files, read: (given: string, most = 100) => readAllowed(given, all, most) }
}
const refusalOf = (reading: Promise<string>): Promise<unknown> =>
  reading.then(
    () => 'was read',
    (error: unknown) => error,
  )

describe('a file that a configuration refers to', () => {
  it.each([
    ['/etc/llm/key', '/etc/llm/key'],
    ['file:/etc/llm/key', '/etc/llm/key'],
    ['file:///etc/llm/key', '/etc/llm/key'],
    ['key', '/etc/llm/key'],
    ['file:./sub/key', '/etc/llm/sub/key'],
    ['sub/../key', '/etc/llm/key'],
    ['..odd', '/etc/llm/..odd'],
  ])('is read as %s', async (given, path) => {
    expect(await scene().read(given)).toBe(`text of ${path}`)
  })

  it.each(['/etc/key', '../key', '/etc/llm-other/key', '/etc/llm/../llm-other/key', '/etc/llm/link'])(
    'is not read from outside of the folders: %s',
    async (given) => {
      const { files, read } = scene()
      files.link('/etc/llm/link', '/etc/key')
      const error = await refusalOf(read(given))
      expect(error).toBeInstanceOf(ReferredFileError)
      expect(String(error)).toContain('outside of the folders')
      expect(files.read).toEqual([])
    },
  )

  it('is no folder itself, and a folder that does not exist allows nothing', async () => {
    expect(String(await refusalOf(scene().read('/etc/llm')))).toContain('outside of the folders')
    const nowhere = scene({ allowed: ['/gone'] })
    expect(String(await refusalOf(nowhere.read('key')))).toContain('outside of the folders')
    expect(await scene({ allowed: ['/gone', '/etc/llm'] }).read('key')).toBe('text of /etc/llm/key')
  })

  it.each(['', '   ', 'file:', 'a\0b'])('needs a path, which %j is none of', async (given) => {
    expect(String(await refusalOf(scene().read(given)))).toContain('needs a path after "file:"')
  })

  it('needs an absolute path where the configuration is no file', async () => {
    const { read } = scene({ base: undefined })
    expect(String(await refusalOf(read('key')))).toContain('needs an absolute path')
    expect(await read('/etc/llm/key')).toBe('text of /etc/llm/key')
  })

  it('is told of before it is read, by its whole path', async () => {
    const heard: string[] = []
    const { files, read } = scene({
      beforeRead: (file) => {
        heard.push(`${file} after ${String(files.read.length)} reads`)
        return Promise.resolve()
      },
    })
    await read('sub/key')
    expect(heard).toEqual(['/etc/llm/sub/key after 0 reads'])
  })

  it.each([
    ['ENOENT', 'does not exist; create it, or correct the path'],
    ['ENOTDIR', 'does not exist; create it, or correct the path'],
    ['EACCES', 'that this process may not read; change its permissions'],
    ['EPERM', 'that this process may not read; change its permissions'],
    ['EISDIR', 'cannot be read as text; give the path of a text file'],
  ])('that fails with %s says what to do, and no path', async (code, sentence) => {
    const { files, read } = scene()
    files.readFile = () => Promise.reject(Object.assign(new Error('/etc/llm/key'), { code }))
    const error = await refusalOf(read('key'))
    expect(error).toBeInstanceOf(ReferredFileError)
    expect(String(error)).toContain(sentence)
    expect(String(error)).not.toContain('/etc')
  })

  it('is text, and not too long', async () => {
    const { files, read } = scene()
    expect(String(await refusalOf(read('key', 5)))).toContain('a file of more than 5 bytes')
    files.readFile = () => Promise.resolve(new Uint8Array([0xff, 0xfe]))
    expect(String(await refusalOf(read('key')))).toContain('cannot be read as text')
  })
})
