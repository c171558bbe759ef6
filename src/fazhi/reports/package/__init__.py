"""The package (申报材料包): what a campaign hands over, in one archive that proves itself."""
