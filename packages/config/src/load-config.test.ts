import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, loadConfig, type LoadConfigOptions } from './index.ts'
import { FileSource } from './source/file-source.ts'
import { MemoryFiles } from './test/memory-files.ts'

const text = 'providers: [{ name: openai, apiKey: "${KEY}", model: m }]'
const env = { KEY: 'k' }
const clock = createFakeClock()

const errorOf = async (from: string | URL, options: LoadConfigOptions = {}): Promise<ConfigurationError> => {
  const error: unknown = await loadConfig(from, { env, clock, ...options }).catch((thrown: unknown) => thrown)
  expect(ConfigurationError.isInstance(error)).toBe(true)
  return error as ConfigurationError
}

describe('a configuration in a file', () => {
  const files = new MemoryFiles()
  files.write('/app/llm.yaml', text)
  files.write('/app/secret.yaml', 'providers: [{ name: openai, apiKey: "file:key", model: m }]')
  files.write('/app/key', 'beside it\n')
  files.write('/app/wrong.yaml', '\nproviders: []')
  files.write('/app/large.yaml', 'x'.repeat(5_000_000))

  it.each(['/app/llm.yaml', 'file:///app/llm.yaml', new URL('file:///app/llm.yaml')])(
    'is read from %s',
    async (from) => {
      const { providers } = await loadConfig(from, { env, files, clock })
      expect({ ...providers[0] }).toEqual({ name: 'openai', apiKey: 'k', model: 'm' })
    },
  )

  it('may refer to secrets in files beside it', async () => {
    const { providers } = await loadConfig('/app/secret.yaml', { env, files, clock })
    expect(providers[0]).toHaveProperty('apiKey', 'beside it')
    const elsewhere = await errorOf('/app/secret.yaml', { files, secretFolders: ['/run'] })
    expect(elsewhere.message).toContain('outside of the folders')
  })

  it('is refused with the place of each mistake', async () => {
    const { message, errors } = await errorOf('/app/wrong.yaml', { files })
    expect(errors).toEqual([
      { path: 'providers', line: 2, column: 12, message: 'must have at least one provider' },
    ])
    expect(message).toBe('wrong.yaml:2:12: providers must have at least one provider')
  })

  it.each([
    ['/app/none.yaml', 'does not exist; create it, or correct the path'],
    ['/app/large.yaml', 'is larger than'],
  ])('cannot be read: %s', async (from, words) => {
    expect((await errorOf(from, { files })).message).toContain(words)
  })
})

describe('a file that cannot be read', () => {
  const { faultOf } = FileSource.prototype

  it.each<[unknown, string]>([
    [{ code: 'ENOENT' }, 'does not exist; create it, or correct the path'],
    [{ code: 'ENOTDIR' }, 'does not exist; create it, or correct the path'],
    [{ code: 'EACCES' }, 'may not be read by this process; change its permissions'],
    [{ code: 'EPERM' }, 'may not be read by this process; change its permissions'],
    [new TypeError('not a regular file'), 'is not a text in UTF-8, or no regular file; save it as one'],
    [{ code: 'EIO' }, 'cannot be read; see whether it is a file'],
    [undefined, 'cannot be read; see whether it is a file'],
  ])('says why: %o', (error, words) => {
    expect(faultOf(error)).toBe(words)
  })
})

describe('a configuration at an address', () => {
  const requests: unknown[] = []
  const fetch = (url: string, { headers }: RequestInit): Promise<Response> => {
    requests.push([url, headers])
    return Promise.resolve(url.endsWith('/llm.yaml') ? new Response(text) : new Response('', { status: 404 }))
  }

  it('is read with the headers that are given', async () => {
    const { providers } = await loadConfig('https://example.com/llm.yaml', {
      ...{ env, clock, fetch },
      headers: { authorization: 'Bearer t' },
    })
    expect(providers[0]).toHaveProperty('model', 'm')
    expect(requests).toEqual([['https://example.com/llm.yaml', { accept: '*/*', authorization: 'Bearer t' }]])
    expect((await errorOf('https://example.com/none', { fetch })).message).toContain('404')
  })

  it('is not read without encryption unless that is allowed', async () => {
    const from = 'http://10.0.0.1/llm.yaml'
    await expect(loadConfig(from, { env, clock, fetch })).rejects.toThrow('unencrypted')
    await expect(loadConfig(from, { env, clock, fetch, allowInsecureHttp: true })).resolves.toBeDefined()
  })
})

describe('what is given to loadConfig', () => {
  it.each(['', ' ', 'a\0b', undefined, 7])('names no place: %j', async (from) => {
    await expect(loadConfig(from as string)).rejects.toThrow('loadConfig: needs the path of a file, or a URL')
  })

  it.each<[object, string]>([
    [{ headers: { a: 1 } }, 'loadConfig: "headers" must have a string for each name'],
    [{ headers: 'a' }, '"headers"'],
    [{ timeoutMs: 0 }, '"timeoutMs"'],
    [{ timeout: 5 }, 'unknown option "timeout"; use "timeoutMs"'],
    [{ environment: {} }, 'use "env"'],
    [{ secretsIn: [] }, 'use "secretFolders"'],
    [{ secretFolders: [1] }, '"secretFolders"'],
    [{ allowInsecureHttp: 'yes' }, '"allowInsecureHttp"'],
    [{ fetch: {} }, '"fetch"'],
    [{ clock: { now: () => 0 } }, '"clock.schedule" must be a function'],
    [{ files: {} }, '"files.readFile" must be a function'],
    [{ env: 'KEY' }, '"env"'],
  ])('is a wrong option: %j', async (options, message) => {
    await expect(loadConfig('/app/llm.yaml', options)).rejects.toThrow(message)
  })
})
