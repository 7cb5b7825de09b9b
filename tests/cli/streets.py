"""3,000 rows with an address of four words each, its direction and its road spelt in two ways."""
import random
random.seed(7)
pick = random.choice
print("id,name,address,state,zip")
for i in range(3000):
    way = pick([("STREET", "ST"), ("AVENUE", "AVE"), ("ROAD", "RD"), ("DRIVE", "DR")])[random.random() < 0.5]
    side = pick([("NORTH", "N"), ("SOUTH", "S"), ("EAST", "E"), ("WEST", "W")])[random.random() < 0.5]
    house, street = random.randint(1, 9999), pick(["OAK", "ELM", "MAPLE", "CEDAR", "EDISON", "MILL", "RIVER", "LAKE"])
    print(f"{i * 7919 % 999983:06},N{i},{house} {side} {street} {way},{pick(['AZ', 'NM', 'TX', 'OK', 'KS', 'NE', 'IA', 'MO', 'AR', 'LA'])},{random.randint(10000, 99999)}")
