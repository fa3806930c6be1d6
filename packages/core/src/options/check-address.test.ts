import { describe, expect, it } from 'vitest'
import { checkAddress } from './check-address.ts'

describe('checkAddress', () => {
  it.each([
    'https://api.example.com/v1',
    'https://8.8.8.8',
    'http://localhost:8000/v1',
    'http://app.localhost:8000',
    'http://127.0.0.1:11434/v1',
    'http://[::1]:8000',
    'http://localhost.:8000',
    'http://127.8.9.10',
    'http://0x7f.1',
    'http://2130706433:8000',
    'http://[::ffff:127.0.0.1]',
    'https://vllm',
    'https://10.1.2.3',
    'https://[fd00:ec2::255]',
  ])('accepts %s', (value) => {
    expect(checkAddress('x: "baseURL"', value).href).toContain(new URL(value).host)
  })

  it.each([
    'http://api.example.com/v1',
    'http://127.0.0.1.example.com',
    'http://local.example.com',
    'http://x.local.example.com',
    'http://mylocalhost.example',
    'http://mylocalhost',
    'http://vllm:8000/v1',
    'http://nas.local',
    'http://gpu.internal/v1',
    'http://10.1.2.3',
    'http://172.16.0.9',
    'http://192.168.1.4:80',
    'http://[fc00::1]',
    'http://[fd00::1]',
    'http://[::ffff:10.0.0.1]',
    'http://[::1:0:0:1]',
    'http://0.0.0.0',
    'http://100.100.100.201',
    'http://8.8.8.8',
    'http://100.10.1.1',
    'http://1.10.0.1',
    'http://172.15.0.1',
    'http://172.32.0.1',
    'http://192.169.0.1',
    'http://169.255.0.1',
    'http://[2001:db8::1]',
    'http://[2001:db8::fd00]',
    'http://[2606:4700::fe80:1]',
    'http://[::2]',
    'http://[fec0::1]',
  ])('refuses to send a key unencrypted to %s', (value) => {
    const refused = (): unknown => checkAddress('x: "baseURL"', value)
    expect(refused).toThrow(TypeError)
    expect(refused).toThrow(
      `x: "baseURL" would send the key unencrypted to ${new URL(value).hostname}; use https, or set "allowInsecureHttp" to true where the network is trusted`,
    )
    expect(checkAddress('x: "baseURL"', value, true).protocol).toBe('http:')
  })

  it.each([
    '169.254.169.254',
    '169.254.7.8',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '2852039166',
    '169.16689662',
    '[fe80::1]',
    '[febf::1]',
    '[::ffff:169.254.169.254]',
    '[::169.254.169.254]',
    '[64:ff9b::169.254.169.254]',
    '[2002:a9fe:a9fe::1]',
    '[fd00:ec2::254]',
    '[FD00:0EC2:0::0254]',
    '[fd20:ce::254]',
    '100.100.100.200',
    '[::ffff:100.100.100.200]',
    '192.0.0.192',
    'metadata.google.internal',
    'Metadata.Google.Internal.',
    'metadata.goog',
  ])('never sends a request to %s', (host) => {
    for (const base of [`http://${host}/v1`, `https://${host}:8443`]) {
      const refused = (): unknown => checkAddress('x: "baseURL"', base, true)
      expect(refused).toThrow(TypeError)
      expect(refused).toThrow('x: "baseURL" is a link-local or metadata address, ')
    }
  })

  it.each([
    ['ftp://files.example.com', 'x: "baseURL" must start with https:// or http://'],
    ['api.example.com', 'x: "baseURL" is not an absolute URL'],
    [
      'https://user:hunter2@api.example.com',
      'x: "baseURL" must not hold credentials; use "apiKey" or "headers"',
    ],
    ['https://hunter2@api.example.com', 'x: "baseURL" must not hold credentials; use "apiKey" or "headers"'],
    ['https://:hunter2@api.example.com', 'x: "baseURL" must not hold credentials; use "apiKey" or "headers"'],
    [undefined, 'x: "baseURL" is missing'],
    [7, 'x: "baseURL" must be a string, got '],
  ])('refuses %s', (value, message) => {
    expect(() => checkAddress('x: "baseURL"', value)).toThrow(TypeError)
    expect(() => checkAddress('x: "baseURL"', value)).toThrow(message)
  })

  it('shows neither credentials nor query of an address that it refuses', () => {
    const refusals = ['https://user:hunter2@a.example', 'http://a.example/?key=hunter2', 'nothing hunter2']
    for (const value of refusals) expect(() => checkAddress('x: "baseURL"', value)).toThrow(/^(?!.*hunter2)/)
  })
})
