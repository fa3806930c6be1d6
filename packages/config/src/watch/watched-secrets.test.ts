import { describe, expect, it } from 'vitest'
import { MemoryFiles } from '../test/memory-files.ts'
import { path, textOf, watchScene } from '../test/watch-scene.ts'

const withKey = textOf('a').replace('apiKey: k', 'apiKey: "file:key"')

describe('a secret that a watched file refers to', () => {
  it('is applied again when a secret that it refers to is another one', async () => {
    const { files, applied, pass } = watchScene({ intervalMs: 1000 })
    files.write('/etc/llm/key', 'one')
    files.write(path, withKey)
    await pass(1000)
    files.write('/etc/llm/key', 'two')
    await pass(1500)
    expect(applied.length).toBe(2)
  })

  it('is not said to be in force again when it was written anew with the same text', async () => {
    const { files, events, applied, pass, watch } = watchScene({ intervalMs: 1000, text: '' })
    files.write('/etc/llm/key', 'one')
    files.write(path, withKey)
    await pass(1500)
    files.write('/etc/llm/key', 'one')
    await pass(1500)
    expect(applied).toHaveLength(2)
    expect(events.filter(({ type }) => type === 'config-applied')).toHaveLength(1)
    expect(watch.version).toBe(1)
    expect(await watch.reload()).toMatchObject({ type: 'config-applied', version: 2 })
  })

  it.each(['added', 'changed', 'removed', 'settings'])(
    'is said to be in force with what has %s by another one',
    async (name) => {
      const files = new MemoryFiles()
      const change = (): object => (files.text('/etc/llm/key') === 'two' ? { [name]: ['a'] } : {})
      const { events, pass, watch } = watchScene({ intervalMs: 1000, text: withKey, files, change })
      files.write('/etc/llm/key', 'one')
      await pass(1500)
      files.write('/etc/llm/key', 'two')
      await pass(1500)
      expect(events.at(-1)).toMatchObject({ type: 'config-applied', version: 2, [name]: ['a'] })
      expect(watch.version).toBe(2)
    },
  )

  it('is read again when it is there at last', async () => {
    const { files, applied, events, pass } = watchScene({ intervalMs: 1000 })
    await pass(0)
    files.write(path, withKey)
    await pass(1000)
    expect(events.at(-1)).toMatchObject({
      type: 'config-rejected',
      errors: [{ path: 'providers[0].apiKey', message: expect.stringContaining('does not exist') as string }],
    })
    files.write('/etc/llm/key', 'one')
    await pass(1500)
    expect(applied).toHaveLength(2)
  })

  it('is read again when it was replaced while the configuration was being read', async () => {
    class ReplacedFiles extends MemoryFiles {
      override async readFile(file: string, mostBytes: number): Promise<Uint8Array> {
        const bytes = await super.readFile(file, mostBytes)
        if (file === '/etc/llm/key' && this.text(file) === 'one') this.write(file, 'two')
        return bytes
      }
    }
    const keys: unknown[] = []
    const files = new ReplacedFiles()
    files.write('/etc/llm/key', 'one')
    const { pass } = watchScene({
      ...{ files, intervalMs: 1000, text: withKey },
      refuse: ({ providers: [first] }) => {
        keys.push(first !== undefined && 'apiKey' in first ? first.apiKey : undefined)
      },
    })
    await pass(1500)
    expect(keys).toEqual(['one', 'two'])
  })
})
