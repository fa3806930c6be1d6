import { describe, expect, it } from 'vitest'
import { estimateTokens } from './estimate-tokens.ts'

/** Texts with their tokens in OpenAI's `o200k_base`. */
const texts: [what: string, text: string, tokens: number][] = [
  [
    'English',
    'A load balancer spreads calls over several targets, and keeps its callers served while some of them fail, slow down, or run out of quota.',
    30,
  ],
  [
    'a short question',
    'Can you help me write a short email to my landlord about the broken heater? It has been 3 days.',
    23,
  ],
  [
    'German',
    'Ein Lastverteiler verteilt Anfragen auf mehrere Ziele und hält den Betrieb aufrecht, während einzelne davon ausfallen oder überlastet sind.',
    28,
  ],
  [
    'French',
    'Un répartiteur de charge distribue les requêtes sur plusieurs cibles et continue de servir pendant que certaines échouent.',
    25,
  ],
  [
    'Russian',
    'Балансировщик нагрузки распределяет запросы по нескольким целям и продолжает работать, пока некоторые из них недоступны.',
    27,
  ],
  [
    'Polish',
    'System rozdziela zapytania między kilka serwerów i działa dalej, gdy niektóre z nich są przeciążone albo niedostępne.',
    32,
  ],
  ['Chinese', '负载均衡器将请求分配到多个目标，并在其中一些失败时继续为调用者提供服务。', 25],
  [
    'Japanese',
    'ロードバランサーは複数のターゲットにリクエストを分散し、一部が失敗しても呼び出し元にサービスを提供し続けます。',
    43,
  ],
  [
    'Korean',
    '로드 밸런서는 여러 대상에 요청을 분산하고 일부가 실패하더라도 호출자에게 계속 서비스를 제공합니다.',
    26,
  ],
  ['Arabic', 'يوزع موازن التحميل الطلبات على عدة أهداف ويستمر في خدمة المستخدمين أثناء تعطل بعضها.', 23],
  [
    'TypeScript',
    "export function amountOf(unit: Unit, calls: number, { input, output }: Tokens): number {\n  if (unit === 'requests') return calls\n  return input + output\n}\n",
    39,
  ],
  [
    'JSON',
    '{\n  "name": "rate-limit",\n  "limits": [{ "unit": "requests", "limit": 600, "windowMs": 60000 }],\n  "learn": true\n}',
    41,
  ],
  ['numbers', '3.14159, 2.71828, 1.41421, 1000000, 65536, 299792458, 0.5, 42', 38],
  ['a table', 'id,name,amount\n1,alpha,12.50\n2,beta,199.99\n3,gamma,7.25\n', 29],
  ['capitals', 'HTTP GET AND POST ARE METHODS OF THE HTTP STANDARD; RFC AND IANA LIST THEM.', 18],
]

describe('an estimate of tokens', () => {
  it.each(texts)('is near enough for %s', (_, text, tokens) => {
    const ratio = estimateTokens(text) / tokens
    expect(ratio).toBeGreaterThan(0.65)
    expect(ratio).toBeLessThan(1.35)
  })

  it('is within 10 % for all of them together', () => {
    const sum = (of: (entry: (typeof texts)[number]) => number): number =>
      texts.reduce((total, entry) => total + of(entry), 0)
    const ratio = sum(([, text]) => estimateTokens(text)) / sum(([, , tokens]) => tokens)
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1)
  })

  it.each([
    ['', 0],
    [' ', 0],
    ['a', 1],
    ['word', 1],
    ['123', 1],
    ['1234', 2],
    ['\n\n    ', 1],
  ])('of %j is %d', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens)
  })

  it.each([
    ['ab ', 0.7],
    ['abc ', 1],
    ['abcdefghijk ', 1.55],
    ['a  ', 1.5],
    ['a\t ', 1.5],
    ['a\n', 1.6],
    ['a\r\n\n  ', 1.6],
    ['a \n', 1.6],
    ['A ', 0.8],
    ['ABCD ', 1.3],
    ['Word ', 1],
    ['wordWord ', 2],
    ['HTTPet ', 2],
    ['1 ', 1],
    ['123 ', 1],
    ['1234 ', 2],
    ['. ', 0.85],
    ['.. ', 1.2],
    ['é ', 1.2],
    ['aé ', 1.2],
    ['Éa ', 1.2],
    ['ć ', 1.45],
    ['ж ', 1],
    ['א ', 1],
    ['中 ', 0.72],
  ])('counts each run of %j as %d tokens', (run, tokens) => {
    expect(Math.abs(estimateTokens(run.repeat(1000)) - 1000 * tokens)).toBeLessThanOrEqual(1)
  })

  /** What a run of eight characters of a kind costs. */
  const eight = {
    mark: 3,
    western: 5.277,
    extended: 7.277,
    script: 2.162,
    rare: 3.077,
    ideograph: 5.76,
  } as const

  it.each<[keyof typeof eight, ...number[]]>([
    ['mark', 0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0xbf, 0x2000, 0x2e7f],
    ['western', 0xc0, 0xff, 0x1e00, 0x1eff],
    ['extended', 0x100, 0x24f],
    ['script', 0x400, 0x52f, 0x900, 0x97f],
    ['rare', 0x250, 0x3ff, 0x530, 0x8ff, 0x980, 0x1dff, 0x1f00, 0x1fff],
    ['ideograph', 0x2e80, 0x4e2d, 0xd7a3],
  ])('knows the characters of the kind %s', (kind, ...codes) => {
    for (const code of codes) {
      const tokens = estimateTokens(`${String.fromCharCode(code).repeat(8)} `.repeat(1000)) / 1000
      expect([code.toString(16), tokens]).toEqual([code.toString(16), expect.closeTo(eight[kind], 2)])
    }
  })

  it('looks at evenly spaced pieces of a text of more than 16 000 characters', () => {
    const whole = '中'.repeat(16_000)
    expect(estimateTokens(whole)).toBe(11_520)
    expect(estimateTokens(`${whole}${'中'.repeat(16_000)}`)).toBe(23_040)
    // The first and the last thousand are looked at, and 14 between them.
    expect(estimateTokens(`${'中'.repeat(1000)}${' '.repeat(98_000)}${'中'.repeat(1000)}`)).toBe(9070)
  })

  it('grows with the text, whatever it is cut into', () => {
    const text = texts.map(([, one]) => one).join('\n')
    let before = 0
    for (let length = 0; length <= text.length; length += 7) {
      const tokens = estimateTokens(text.slice(0, length))
      expect(tokens).toBeGreaterThanOrEqual(before - 1)
      before = tokens
    }
  })

  it('of a long text is that of its pieces', () => {
    const text = texts.map(([, one]) => one).join('\n')
    expect(estimateTokens(text.repeat(100)) / (100 * estimateTokens(text))).toBeCloseTo(1, 1)
    expect(estimateTokens('word '.repeat(1_000_000))).toBeCloseTo(1_000_000, -4)
  })
})
