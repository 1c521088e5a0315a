// Strict typed linting for TypeScript; pure rooms may not read clocks, timers or randomness (docs/rooms.md).
import rxjs from "eslint-plugin-rxjs-x";
import tseslint from "typescript-eslint";

const impureGlobals = ["setTimeout", "setInterval", "setImmediate", "performance", "process", "fetch", "console"];

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", ".cache/", "test/peers/", ".dependency-cruiser.cjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // A quarter of the whole run's time, for what the house does not have: enums, and classes other than lifetimes and errors.
      "@typescript-eslint/no-unsafe-enum-assignment": "off",
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
    },
  },
  {
    files: ["src/{shared,inventory,policies,alerts,actions}/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", ...impureGlobals],
      "no-restricted-properties": ["error",
        { object: "Date", property: "now", message: "Pure rooms take `now` as an argument." },
        { object: "Math", property: "random", message: "Pure rooms take randomness as an argument." }],
      "no-restricted-syntax": ["error", { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "Pure rooms take `now` as an argument." }],
    },
  },
  { files: ["src/streams/**/*.ts"], extends: [rxjs.configs.strict] },
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs", "*.config.ts"],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
);
