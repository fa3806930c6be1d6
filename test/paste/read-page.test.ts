import { describe, expect, it } from 'vitest'
import { programsOf } from './read-page.ts'

const page = (...blocks: readonly [info: string, text: string][]): string =>
  `# A page\n\n${blocks.map(([info, text]) => `\`\`\`${info}\n${text}\n\`\`\`\n\nWords.\n`).join('\n')}`
const read = (...blocks: readonly [info: string, text: string][]) => programsOf('a page', page(...blocks))

describe('a reader of a page', () => {
  it('has installed what was named before a program, and nothing that comes later', () => {
    const programs = read(
      ['sh', 'npm i one\nnpm i -D @two/three\nnode app.mts'],
      ['ts', 'first()'],
      ['sh', 'npm install four'],
      ['ts', 'second()'],
    )
    expect(programs.map(({ packages }) => packages)).toEqual([
      ['one', '@two/three'],
      ['one', '@two/three', 'four'],
    ])
    expect(programs.map(({ line }) => line)).toEqual([12, 24])
  })

  it('runs a program with the command after it, else with the last one before it', () => {
    const programs = read(
      ['sh', 'node app.mts'],
      ['ts', 'first()'],
      ['text', 'one'],
      ['ts', 'second()'],
      ['sh', 'KEY=any node other.mts\nKEY=any node --import module other.mts'],
      ['text', 'two'],
      ['ts', 'third() // no'],
      ['sh', 'npm i one\nnode fourth.mts'],
      ['ts', 'fourth()'],
    )
    expect(programs.map(({ command }) => command.join(' '))).toEqual([
      'node app.mts',
      'KEY=any node --import module other.mts',
      'KEY=any node --import module other.mts',
      'node fourth.mts',
    ])
    expect(programs.map(({ says }) => says)).toEqual([
      { output: 'one\n' },
      { output: 'two\n' },
      { values: [] },
      { values: [] },
    ])
  })

  it('saves files under the names in their first lines', () => {
    const [first, second] = read(
      ['sh', 'node app.mts'],
      ['yaml', '# llm.yaml\nproviders: []'],
      ['ts', '// one.mts\nfirst()'],
      ['ts', 'second()'],
    )
    expect(first?.command).toEqual(['node', 'one.mts'])
    expect(first?.files.map(({ name }) => name)).toEqual(['llm.yaml', 'one.mts'])
    expect(second?.files.map(({ name }) => name)).toEqual(['llm.yaml', 'one.mts', 'app.mts'])
  })

  it('expects what comments say beside console.log and in lines of their own', () => {
    const code = [
      '// app.mts',
      'start() // no output',
      'console.log(one) // 1',
      '  // why',
      'console.log(',
      '  two,',
      ') // 2',
      '// 3',
    ]
    const [program] = read(['sh', 'node app.mts'], ['ts', code.join('\n')])
    expect(program?.says).toEqual({ values: ['1', '2', '3'] })
  })

  it('cannot follow a page that names no command', () => {
    expect(() => read(['ts', 'first()'])).toThrow('a page:4: no command runs this program')
  })
})
