/**
 * A program of its own, because the linter's configuration is an ES module: reads `[{path, code}]` as JSON from standard
 * input, lints each as if it stood at that path, and prints the messages of each as JSON. Rules that need type
 * information are off: the snippets are in no project.
 */
import { text } from 'node:stream/consumers';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

interface Snippet {
  readonly path: string;
  readonly code: string;
}

async function main(): Promise<void> {
  const snippets = JSON.parse(await text(process.stdin)) as Snippet[];
  const untyped: Linter.Config = {
    files: ['**/*.ts'],
    rules: tseslint.configs.disableTypeChecked.rules ?? {},
    languageOptions: { parserOptions: { projectService: false, project: false } },
  };
  const linter = new ESLint({ cwd: process.cwd(), overrideConfig: untyped });
  const answers: string[][] = [];
  for (const { path, code } of snippets) {
    const results = await linter.lintText(code, { filePath: path });
    answers.push(
      results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message)),
    );
  }
  console.log(JSON.stringify(answers));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
