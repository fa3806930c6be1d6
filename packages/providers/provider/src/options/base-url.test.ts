import { describe, expect, it } from 'vitest'
import { checkBaseURL, joinURL, plainURL } from './base-url.ts'

describe('checkBaseURL', () => {
  it.each([
    'https://api.example.com/v1',
    'http://localhost:8000/v1',
    'http://127.0.0.1:11434/v1',
    'http://[::1]:8000',
    'http://vllm:8000/v1',
    'http://10.1.2.3',
    'http://172.16.0.9',
    'http://192.168.1.4:80',
    'http://[fd00::1]',
    'http://gpu.internal/v1',
  ])('takes %s', (value) => {
    expect(checkBaseURL('x', value).href).toContain(new URL(value).host)
  })

  it.each([
    ['http://api.example.com/v1', '"baseURL" would send the key unencrypted to api.example.com'],
    ['http://172.32.0.1', 'unencrypted'],
    ['http://127.0.0.1.example.com', 'unencrypted'],
    ['http://[2001:db8::1]', 'unencrypted'],
    ['ftp://files.example.com', 'must start with https:// or http://'],
    ['api.example.com', 'is no absolute URL'],
    ['https://user:hunter2@api.example.com', 'must not hold credentials'],
    [undefined, '"baseURL" is missing'],
    [7, 'must be a string, got a number'],
  ])('refuses %s', (value, message) => {
    expect(() => checkBaseURL('x', value)).toThrow(TypeError)
    expect(() => checkBaseURL('x', value)).toThrow(message)
  })

  it('takes http to any host when that is allowed', () => {
    expect(checkBaseURL('x', 'http://api.example.com', true).protocol).toBe('http:')
  })

  it('shows neither credentials nor query of what it refuses', () => {
    const refusals = ['https://user:hunter2@a.example', 'http://a.example/?key=hunter2', 'nothing hunter2']
    for (const value of refusals) expect(() => checkBaseURL('x', value)).toThrow(/^(?!.*hunter2)/)
  })
})

describe('joinURL', () => {
  it('puts a path below the base, whatever slashes there are', () => {
    for (const base of ['https://a.example/v1', 'https://a.example/v1/']) {
      expect(joinURL(new URL(base), '/chat/completions').href).toBe('https://a.example/v1/chat/completions')
      expect(joinURL(new URL(base), 'models').href).toBe('https://a.example/v1/models')
    }
  })

  it('keeps the query of both, and plainURL shows none', () => {
    const url = joinURL(new URL('https://a.example/v1?tenant=7'), '/chat?api-version=2')
    expect(url.href).toBe('https://a.example/v1/chat?tenant=7&api-version=2')
    expect(plainURL(url)).toBe('https://a.example/v1/chat')
  })
})
