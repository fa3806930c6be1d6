import { describe, expect, it } from 'vitest'
import { isHeaderName, isHeaderSafe } from './header-text.ts'

describe('the value of a header', () => {
  it.each(['', 'Bearer key', 'a\tb', '~', 'café'])('may be %j', (text) => {
    expect(isHeaderSafe(text)).toBe(true)
  })

  it.each(['a\nb', '\nab', 'ab\n', 'a\0', '\u007f', '漢'])('may not be %j', (text) => {
    expect(isHeaderSafe(text)).toBe(false)
  })
})

describe('the name of a header', () => {
  it.each(['authorization', 'X-Api_Key', "!#$%&'*+.^`|~-"])('may be %j', (text) => {
    expect(isHeaderName(text)).toBe(true)
  })

  it.each(['', 'a b', ' a', 'a ', 'a:', 'é'])('may not be %j', (text) => {
    expect(isHeaderName(text)).toBe(false)
  })
})
