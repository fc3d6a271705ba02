import { asset } from "fresh/runtime";
import { define } from "../state.ts";

export default define.layout(function AppWrapper({ Component }) {
  return (
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta name="description" content="the whole site" />
        <title>Fixture</title>
        <link rel="stylesheet" href={asset("/style.css")} />
      </head>
      <body>
        <Component />
      </body>
    </html>
  );
});
