// The table "Rooms, and who may import whom" of the design, as rules.
const rooms = ["wire", "engine", "workers", "server", "mesh", "cli", "ui"];
const may = {
  wire: [],
  engine: ["wire"],
  workers: ["engine", "wire"],
  server: ["engine", "wire"],
  mesh: ["engine"],
  cli: ["engine", "server", "mesh", "wire"],
  ui: ["engine", "server"],
};
const forbiddenRooms = rooms.map((room) => ({
  name: `${room}-imports`,
  severity: "error",
  comment: `${room}/ may import ${may[room].join(", ") || "nothing of ours"}`,
  from: { path: `^${room}/` },
  to: {
    path: `^(${rooms.filter((r) => r !== room && !may[room].includes(r)).join("|")}|test|bench)/`,
  },
}));
const pastTheIndex = rooms.map((room) => ({
  name: `past-the-index-of-${room}`,
  severity: "error",
  comment: "a room is entered through its public entry only",
  from: { path: `^(${rooms.filter((r) => r !== room).join("|")})/` },
  to: { path: `^${room}/`, pathNot: `^${room}/(index|core/index|targets/index)\\.ts$` },
}));
const house = ["core", "run", "result", "decide", "cluster"];
const houseOrder = house.map((part, i) => ({
  name: `engine-${part}-imports-only-what-is-named-before-it`,
  severity: "error",
  from: { path: `^engine/${part}/` },
  to: { path: `^engine/(${[...house.slice(i + 1), "[^/]+\\.ts$"].join("|")})` },
}));
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "workers-take-only-the-pure-parts-of-the-engine",
      severity: "error",
      from: { path: "^workers/" },
      to: { path: "^engine/", pathNot: "^engine/core/index\\.ts$" },
    },
    {
      name: "engine-takes-only-types-of-wire",
      severity: "error",
      from: { path: "^engine/" },
      to: { path: "^wire/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "the-page-takes-only-types",
      severity: "error",
      from: { path: "^ui/" },
      to: { path: "^(engine|server)/", dependencyTypesNot: ["type-only"] },
    },
    ...forbiddenRooms,
    ...pastTheIndex,
    ...houseOrder,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
  },
};
